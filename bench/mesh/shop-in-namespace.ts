import { startClient, type Client } from '../../libs/testbed/src/cluster/client.ts';
import { deleteNamespace } from '../../libs/testbed/src/cluster/delete-namespace.ts';
import { apply, kubectl } from '../../libs/testbed/src/cluster/kubectl.ts';
import type { Mesh } from '../../conformance/mesh.ts';
import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { build, manifestOf } from '../../libs/testbed/src/cluster/kustomize.ts';

/** Entries from outside, which take no part here: the client asks the gateway itself. */
const ENTRIES = new Set(['Gateway', 'HTTPRoute']);

/** A shop of its own and a client in the same mesh; gone at the end of the `await using` block. */
export interface MeasuredShop extends AsyncDisposable {
  readonly mesh: Mesh;
  readonly namespace: string;
  readonly client: Client;
  readonly url: string;
}

export async function startMeasuredShop(mesh: Mesh, signal: AbortSignal): Promise<MeasuredShop> {
  const namespace = `product-gateway-bench-${mesh.name}`;
  await using starting = new AsyncDisposableStack();
  const { injection } = mesh;
  const client = starting.use(await startClient({ namespace: `${namespace}-client`, injection }, signal));
  starting.defer(() => deleteNamespace(namespace));
  const objects = (await build(`k8s/${mesh.overlay}`)).filter(({ kind }) => !ENTRIES.has(kind));
  await apply(manifestOf(objects.map((object) => movedTo(namespace, object))), signal);
  const ready = ['--for=condition=Available', 'deployment', '--all', '--timeout=180s'];
  await kubectl(['wait', `--namespace=${namespace}`, ...ready], { signal });
  const started = starting.move();
  return {
    mesh,
    namespace,
    client,
    url: `http://gateway.${namespace}:9999`,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

function movedTo(namespace: string, { metadata, ...object }: KubernetesObject): KubernetesObject {
  if (object.kind === 'Namespace') return { ...object, metadata: { ...metadata, name: namespace } };
  return { ...object, metadata: { ...metadata, namespace } };
}
