import { getObject } from '../libs/testbed/src/cluster/kubectl.ts';

/** The meshes that exercises are made for. */
export type ExerciseMesh = 'istio' | 'linkerd';

interface PodContainers {
  readonly spec: {
    readonly containers: readonly { readonly name: string }[];
    readonly initContainers?: readonly { readonly name: string }[];
  };
}

const PROXIES: Readonly<Record<string, ExerciseMesh>> = { 'istio-proxy': 'istio', 'linkerd-proxy': 'linkerd' };

/** The mesh whose proxies are in the pods of the gateway; undefined if there are none, or no such pods. */
export async function meshOfNamespace(namespace: string): Promise<ExerciseMesh | undefined> {
  const { items } = await getObject<{ items: PodContainers[] }>(
    'pods',
    `--namespace=${namespace}`,
    '--selector=app=gateway',
  );
  return meshOfPods(items);
}

/** A proxy is a container, or an init container where it is a native sidecar. */
export function meshOfPods(pods: readonly PodContainers[]): ExerciseMesh | undefined {
  const names = pods.flatMap(({ spec }) =>
    [...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => name),
  );
  return names.map((name) => PROXIES[name]).find((mesh) => mesh !== undefined);
}
