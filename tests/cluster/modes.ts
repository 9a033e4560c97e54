// The ways in which the shop is brought up.
import { istioIsMissing } from '../../libs/testbed/src/cluster/cluster.ts';
import { kubectl, run } from '../../libs/testbed/src/cluster/kubectl.ts';

export interface Mode {
  readonly name: string;
  /** Says why, if it can't be tried on this cluster. */
  isMissing(): boolean;
  /** Whether pods are taken from it; it would be the same again where only the way of injection differs. */
  readonly isDisturbed: boolean;
  /** All that is applied. */
  manifests(): Promise<string>;
  /** The Service by which the shop is entered, and what it is reached by in the cluster. */
  readonly entry: { readonly service: string; readonly port: number };
  /** The identity for which a mesh vouches to the backends; null without a mesh. */
  readonly peer: string | null;
}

const ISTIO = {
  isMissing: istioIsMissing,
  // What Istio makes of the Gateway is called after it and its class.
  entry: { service: 'product-gateway-istio', port: 80 },
  peer: 'spiffe://cluster.local/ns/product-gateway/sa/gateway',
};

export const MODES: readonly Mode[] = [
  {
    name: 'without a mesh',
    isMissing: () => false,
    isDisturbed: true,
    manifests: () => kubectl(['kustomize', 'k8s/plain']),
    entry: { service: 'gateway', port: 9999 },
    peer: null,
  },
  {
    ...ISTIO,
    name: "on Istio, by the namespace's label",
    isDisturbed: true,
    manifests: () => kubectl(['kustomize', 'k8s/istio']),
  },
  {
    ...ISTIO,
    name: 'on Istio, by istioctl kube-inject',
    isDisturbed: false,
    manifests: () => run('istioctl', ['kube-inject', '--filename=k8s/istio/product-gateway.yaml']),
  },
];
