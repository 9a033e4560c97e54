import { NAMESPACE } from '../../libs/testbed/src/cluster/cluster.ts';
import { deleteNamespace } from '../../libs/testbed/src/cluster/delete-namespace.ts';
import { restart, untilRolledOut } from '../../libs/testbed/src/cluster/deployments.ts';
import { apply, kubectl } from '../../libs/testbed/src/cluster/kubectl.ts';
import { podsOf } from '../../libs/testbed/src/cluster/pods.ts';
import type { Mode } from './modes.ts';

/** Deployments that run, the gateway's first. */
export const DEPLOYMENTS = ['gateway', 'base-product', 'inventory', 'price-v1', 'reviews-v1'];

/** The shop in its namespace, ready; gone at the end of the `await using` block. */
export interface ClusterShop extends AsyncDisposable {
  /** Where the cluster's own pods reach its entry. */
  readonly url: string;
  /** Of a Service of the shop's, without the entry. */
  urlOf(service: string, port: number): string;
}

export async function startShop({ manifests, entry }: Pick<Mode, 'manifests' | 'entry'>): Promise<ClusterShop> {
  await using starting = new AsyncDisposableStack();
  starting.defer(() => deleteNamespace(NAMESPACE));
  await apply(await manifests());
  // The deployment that a mesh makes of a Gateway is one of them.
  await kubectl([
    'wait',
    `--namespace=${NAMESPACE}`,
    '--for=condition=Available',
    'deployment',
    '--all',
    '--timeout=120s',
  ]);
  const started = starting.move();
  const urlOf = (service: string, port: number) => `http://${service}.${NAMESPACE}:${port}`;
  return {
    url: urlOf(entry.service, entry.port),
    urlOf,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** Replaces every pod of the running Deployments, and is done once the old ones have gone. */
export async function restartAll(): Promise<void> {
  await restart(DEPLOYMENTS);
  for (const deployment of DEPLOYMENTS) await untilRolledOut(deployment);
}

/** The pod of a Deployment that has one. */
export async function podOf(app: string): Promise<string> {
  const [pod] = await podsOf(app);
  if (!pod) throw new Error(`${app} has no pod`);
  return pod.metadata.name;
}

/** Asks for a pod to go, as the drain of its node does, and as its PodDisruptionBudget allows. */
export async function evict(pod: string): Promise<void> {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace: NAMESPACE } };
  const path = `/api/v1/namespaces/${NAMESPACE}/pods/${pod}/eviction`;
  await kubectl(['create', '--raw', path, '--filename=-'], { input: JSON.stringify(eviction) });
}

/** Ends a pod's processes at once, by SIGKILL. */
export async function kill(pod: string): Promise<void> {
  await kubectl(['delete', 'pod', pod, `--namespace=${NAMESPACE}`, '--grace-period=0', '--force']);
}

/** Waits until a pod that is to end has ended. */
export async function untilGone(pod: string): Promise<void> {
  await kubectl(['wait', `--namespace=${NAMESPACE}`, '--for=delete', `pod/${pod}`, '--timeout=90s']);
}
