// The ways to start the five services in a cluster.
import { istioIsMissing, NAMESPACE } from '../../libs/testbed/src/cluster/cluster.ts';
import { run } from '../../libs/testbed/src/run.ts';
import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { build, objectsOf } from '../../libs/testbed/src/cluster/kustomize.ts';

export interface Mode {
  readonly name: string;
  readonly namespace: string;
  /** Whether the cluster lacks something that it requires; prints what. */
  isMissing(): boolean;
  /** Whether the tests disturb its pods; one of two modes that differ only in the way of injection is enough. */
  readonly isDisturbed: boolean;
  /** The objects to apply. */
  objects(): Promise<readonly KubernetesObject[]>;
  /** The Service and port that take requests from outside. */
  readonly entry: { readonly service: string; readonly port: number };
  /** The identity of the gateway in the mesh; null without a mesh. */
  readonly peer: string | null;
}

const ISTIO = {
  // The identities in the objects have this namespace.
  namespace: NAMESPACE,
  isMissing: istioIsMissing,
  // Istio names the Service of a Gateway after the Gateway and its class.
  entry: { service: 'product-gateway-istio', port: 80 },
  peer: 'spiffe://cluster.local/ns/product-gateway/sa/gateway',
};

export const WITHOUT_MESH: Mode = {
  name: 'without a mesh',
  namespace: `${NAMESPACE}-without-mesh`,
  isMissing: () => false,
  isDisturbed: true,
  objects: () => build('k8s/plain'),
  entry: { service: 'gateway', port: 9999 },
  peer: null,
};

export const ON_ISTIO: readonly Mode[] = [
  {
    ...ISTIO,
    name: "on Istio, by the namespace's label",
    isDisturbed: true,
    objects: () => build('k8s/istio'),
  },
  {
    ...ISTIO,
    name: 'on Istio, by istioctl kube-inject',
    isDisturbed: false,
    objects: async () => objectsOf(await run('istioctl', ['kube-inject', '--filename=k8s/istio/product-gateway.yaml'])),
  },
];
