// The ways to start the five services in a cluster.
import { istioIsMissing, NAMESPACE } from '../../libs/testbed/src/cluster/cluster.ts';
import { run } from '../../libs/testbed/src/run.ts';
import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import type { Injection } from '../../libs/testbed/src/cluster/client-pod.ts';
import { objectsOf } from '../../libs/testbed/src/cluster/kustomize.ts';
import { MESHES } from '../../libs/testbed/src/cluster/mesh.ts';
import { requireOrSkip } from '../../libs/testbed/src/require-or-skip.ts';
import { buildWithPostgres } from './postgres.ts';

export interface Mode {
  readonly name: string;
  readonly namespace: string;
  /** Whether the cluster lacks something that it requires; prints what. */
  isMissing(): boolean;
  /** Whether the tests disturb its pods; one of two modes that differ only in the way of injection is enough. */
  readonly isDisturbed: boolean;
  /** The objects to apply. */
  objects(): Promise<readonly KubernetesObject[]>;
  /** The Service and port that take requests from the client. */
  readonly entry: { readonly service: string; readonly port: number };
  /** Whether that is the Service of a Gateway of the Gateway API. */
  readonly hasIngress: boolean;
  /** Enables the injection of a proxy for the client, which is outside the mesh otherwise. */
  readonly injection?: Injection | undefined;
  /** The identity of the gateway in the mesh; null without a mesh. */
  readonly peer: string | null;
}

const ISTIO = {
  // The identities in the objects have this namespace.
  namespace: NAMESPACE,
  isMissing: istioIsMissing,
  // Istio names the Service of a Gateway after the Gateway and its class.
  entry: { service: 'product-gateway-istio', port: 80 },
  hasIngress: true,
  peer: 'spiffe://cluster.local/ns/product-gateway/sa/gateway',
};

export const WITHOUT_MESH: Mode = {
  name: 'without a mesh',
  namespace: `${NAMESPACE}-without-mesh`,
  isMissing: () => false,
  isDisturbed: true,
  objects: () => buildWithPostgres('k8s/plain'),
  entry: { service: 'gateway', port: 9999 },
  hasIngress: false,
  peer: null,
};

export const ON_ISTIO: readonly Mode[] = [
  {
    ...ISTIO,
    name: "on Istio, by the namespace's label",
    isDisturbed: true,
    objects: () => buildWithPostgres('k8s/istio'),
  },
  {
    ...ISTIO,
    name: 'on Istio, by istioctl kube-inject',
    isDisturbed: false,
    objects: async () => objectsOf(await run('istioctl', ['kube-inject', '--filename=k8s/istio/product-gateway.yaml'])),
  },
];

export const ON_LINKERD: Mode = {
  name: 'on Linkerd',
  // The identities in the objects have this namespace.
  namespace: NAMESPACE,
  isMissing: () =>
    requireOrSkip('Linkerd', MESHES.linkerd.isThere, '`npm run cluster:linkerd` installs it in the cluster.', false),
  isDisturbed: true,
  objects: () => buildWithPostgres('k8s/linkerd'),
  // Linkerd has no ingress of its own, and the services refuse a client without an identity.
  entry: { service: 'gateway', port: 9999 },
  hasIngress: false,
  injection: MESHES.linkerd.injection,
  peer: `gateway.${NAMESPACE}.serviceaccount.identity.linkerd.cluster.local`,
};
