import type { ServiceName } from '#configuration';

import { NAMESPACE } from '../../libs/testbed/src/cluster/cluster.ts';
import type { ClusterTestbed } from '../../libs/testbed/src/cluster/cluster-testbed.ts';
import { kubectl } from '../../libs/testbed/src/cluster/kubectl.ts';

/** The name of a pod of a service. */
export async function podOf(testbed: ClusterTestbed, service: ServiceName): Promise<string> {
  const [pod] = await testbed.pods(service);
  if (!pod) throw new Error(`${service} has no pod`);
  return pod.metadata.name;
}

/** Evicts a pod as the drain of a node does, within its PodDisruptionBudget. */
export async function evict(pod: string): Promise<void> {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace: NAMESPACE } };
  const path = `/api/v1/namespaces/${NAMESPACE}/pods/${pod}/eviction`;
  await kubectl(['create', '--raw', path, '--filename=-'], { input: JSON.stringify(eviction) });
}

/** Ends the processes of a pod at once by SIGKILL. */
export async function kill(pod: string): Promise<void> {
  await kubectl(['delete', 'pod', pod, `--namespace=${NAMESPACE}`, '--grace-period=0', '--force']);
}
