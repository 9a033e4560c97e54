import { getObject } from '../libs/testbed/src/cluster/kubectl.ts';
import type { ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';

interface PodContainers {
  readonly spec: {
    readonly containers: readonly { readonly name: string }[];
    readonly initContainers?: readonly { readonly name: string }[];
  };
}

const PROXIES: Readonly<Record<string, ServiceMesh>> = { 'istio-proxy': 'istio', 'linkerd-proxy': 'linkerd' };

/** The mesh whose proxies are in the pods of the gateway; undefined if there are none, or no such pods. */
export async function meshOfNamespace(namespace: string): Promise<ServiceMesh | undefined> {
  const { items } = await getObject<{ items: PodContainers[] }>(
    'pods',
    `--namespace=${namespace}`,
    '--selector=app=gateway',
  );
  return meshOfPods(items);
}

/** A proxy is a container, or an init container where it is a native sidecar. */
export function meshOfPods(pods: readonly PodContainers[]): ServiceMesh | undefined {
  const names = pods.flatMap(({ spec }) =>
    [...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => name),
  );
  return names.map((name) => PROXIES[name]).find((mesh) => mesh !== undefined);
}
