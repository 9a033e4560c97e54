import { SERVICES, type ServiceName } from '#configuration';

import type { ClusterTestbed } from '../../libs/testbed/src/cluster/cluster-testbed.ts';
import { kubectl } from '../../libs/testbed/src/cluster/kubectl.ts';
import { killPod } from '../../libs/testbed/src/cluster/workloads.ts';
import { until } from '../../libs/testbed/src/until.ts';

const SERVICE_NAMES = Object.keys(SERVICES) as ServiceName[];

/** The name of a pod of a service. */
export async function podOf(testbed: ClusterTestbed, service: ServiceName): Promise<string> {
  const [pod] = await testbed.pods(service);
  if (!pod) throw new Error(`${service} has no pod`);
  return pod.metadata.name;
}

/** Evicts a pod as the drain of a node does, within its PodDisruptionBudget. */
export async function evict({ namespace }: ClusterTestbed, pod: string): Promise<void> {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace } };
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}/eviction`;
  await kubectl(['create', '--raw', path, '--filename=-'], { input: JSON.stringify(eviction) });
}

/** Ends the processes of a pod at once by SIGKILL. */
export async function kill({ namespace }: ClusterTestbed, pod: string): Promise<void> {
  await killPod(namespace, pod);
}

/** Waits until pods have ended and are deleted. */
export async function untilGone(namespace: string, pods: readonly string[], timeoutSeconds = 90): Promise<void> {
  const names = pods.map((pod) => `pod/${pod}`);
  await kubectl(['wait', '--for=delete', `--namespace=${namespace}`, ...names, `--timeout=${timeoutSeconds}s`]);
}

/** The names of the pods of all five services. */
export async function podsOfAll(testbed: ClusterTestbed): Promise<string[]> {
  const pods = await Promise.all(SERVICE_NAMES.map((service) => testbed.pods(service)));
  return pods.flat().map(({ metadata }) => metadata.name);
}

/** Replaces the pods of all five services at the same time; resolves when the old ones are gone. */
export async function restartAll(testbed: ClusterTestbed): Promise<void> {
  const pods = await podsOfAll(testbed);
  await Promise.all(SERVICE_NAMES.map((service) => testbed.restart(service)));
  await untilGone(testbed.namespace, pods);
}

/**
 * Evicts or kills one pod of a service; resolves when its successor is ready and the pod is gone, or has had ten seconds to
 * end. Without a mesh an evicted pod serves for DRAIN_DELAY, 35 s, while the gateway uses its successor as well.
 */
export async function replacePod(
  testbed: ClusterTestbed,
  service: ServiceName,
  disturb: (testbed: ClusterTestbed, pod: string) => Promise<void>,
): Promise<void> {
  const { namespace } = testbed;
  const { length: replicas } = await testbed.pods(service);
  const pod = await podOf(testbed, service);
  await disturb(testbed, pod);
  await untilGone(namespace, [pod], 10).catch(() => undefined);
  const successors = async () => {
    const names = (await testbed.pods(service)).map(({ metadata }) => metadata.name).filter((name) => name !== pod);
    return names.length === replicas ? names : undefined;
  };
  const what = `${service} has ${replicas} pods again`;
  const names = (await until(successors, { timeoutMs: 60_000, what })).map((name) => `pod/${name}`);
  await kubectl(['wait', '--for=condition=Ready', `--namespace=${namespace}`, ...names, '--timeout=90s']);
}
