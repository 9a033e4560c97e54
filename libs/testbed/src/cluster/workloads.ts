// Operations on the Deployments and pods of one namespace.
import { kubectl, getObject } from './kubectl.ts';

/** The fields of a pod that tests read. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly status: { readonly podIP?: string };
}

/** All pods of a namespace, or those with a label such as `app=price`, without the pods that are terminating. */
export async function podsIn(namespace: string, selector = ''): Promise<Pod[]> {
  const { items } = await getObject<{ items: Pod[] }>('pods', `--namespace=${namespace}`, `--selector=${selector}`);
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** Kills a pod by force; resolves when it is deleted. */
export async function killPod(namespace: string, name: string, signal?: AbortSignal): Promise<void> {
  await kubectl(['delete', 'pod', name, `--namespace=${namespace}`, '--grace-period=0', '--force'], { signal });
}

/** Replaces the pods of a Deployment; resolves when the new pods are ready. */
export async function restartDeployment(namespace: string, name: string, signal?: AbortSignal): Promise<void> {
  await kubectl(['rollout', 'restart', `--namespace=${namespace}`, `deployment/${name}`], { signal });
  await untilRolledOut(namespace, `deployment/${name}`, signal);
}

/** Sets the number of replicas of a Deployment; resolves when they are ready. */
export async function scaleDeployment(namespace: string, name: string, replicas: number, signal?: AbortSignal) {
  await kubectl(['scale', `--namespace=${namespace}`, `deployment/${name}`, `--replicas=${replicas}`], { signal });
  await untilRolledOut(namespace, `deployment/${name}`, signal);
}

/**
 * Waits until the pods of a Deployment or StatefulSet have its current template and are ready.
 *
 * @param workload such as deployment/gateway
 */
export async function untilRolledOut(namespace: string, workload: string, signal?: AbortSignal): Promise<void> {
  await kubectl(['rollout', 'status', `--namespace=${namespace}`, workload, '--timeout=120s'], { signal });
}

/** Deletes a namespace with everything in it; resolves when it is gone. */
export async function deleteNamespace(name: string): Promise<void> {
  await kubectl(['delete', 'namespace', name, '--ignore-not-found', '--wait=false']);
  // A terminating namespace admits no new pods, so killing these skips the drain that nobody waits for.
  const atOnce = ['--grace-period=0', '--force', '--wait=false', '--ignore-not-found'];
  await kubectl(['delete', 'pods', '--all', `--namespace=${name}`, ...atOnce]);
  await kubectl(['wait', '--for=delete', `namespace/${name}`, '--timeout=120s']);
}
