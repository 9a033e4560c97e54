import type { Mesh } from '../../libs/testbed/src/cluster/mesh.ts';
import { startClientPod, type ClientPod } from '../../libs/testbed/src/cluster/client-pod.ts';
import { startClusterTestbed } from '../../libs/testbed/src/cluster/cluster-testbed.ts';
import { build } from '../../libs/testbed/src/cluster/kustomize.ts';

/** The kinds of the ingress, which the load does not pass: the client sends its requests to the gateway. */
const INGRESS_KINDS = new Set(['Gateway', 'HTTPRoute']);

/** The five services and a client in the same mesh; deleted at the end of the `await using` block. */
export interface MeasuredDeployment extends AsyncDisposable {
  readonly mesh: Mesh;
  readonly namespace: string;
  readonly client: ClientPod;
  readonly url: string;
}

/** Starts the five services and a client, each in a namespace of its own that is named after the mesh. */
export async function startMeasuredDeployment(mesh: Mesh, signal: AbortSignal): Promise<MeasuredDeployment> {
  const namespace = `product-gateway-bench-${mesh.name}`;
  await using starting = new AsyncDisposableStack();
  const { injection } = mesh;
  const client = starting.use(await startClientPod({ namespace: `${namespace}-client`, injection }, signal));
  const objects = (await build(`k8s/${mesh.overlay}`)).filter(({ kind }) => !INGRESS_KINDS.has(kind));
  const testbed = starting.use(await startClusterTestbed({ namespace, objects, signal }));
  const started = starting.move();
  return {
    mesh,
    namespace,
    client,
    url: testbed.httpUrl('gateway'),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
