import { NAMESPACE } from './cluster.ts';
import { kubectl } from './kubectl.ts';

/** Replaces the pods of Deployments of the shop's. */
export async function restart(names: readonly string[], signal?: AbortSignal): Promise<void> {
  const deployments = names.map((name) => `deployment/${name}`);
  await kubectl(['rollout', 'restart', `--namespace=${NAMESPACE}`, ...deployments], { signal });
}

/** Waits for a Deployment's pods to be what it says. */
export async function untilRolledOut(name: string, signal?: AbortSignal): Promise<void> {
  await kubectl(['rollout', 'status', `--namespace=${NAMESPACE}`, `deployment/${name}`, '--timeout=120s'], { signal });
}

/** Runs so many pods of a Deployment, and is done once they are ready. */
export async function scale(name: string, replicas: number, signal?: AbortSignal): Promise<void> {
  const to = `--replicas=${replicas}`;
  await kubectl(['scale', `deployment/${name}`, `--namespace=${NAMESPACE}`, to], { signal });
  await untilRolledOut(name, signal);
}
