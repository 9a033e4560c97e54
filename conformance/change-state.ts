import { Deployment } from 'kubernetes-models/apps/v1/Deployment';

import { restart, untilRolledOut } from '../libs/testbed/src/cluster/deployments.ts';
import { apply, kubectl } from '../libs/testbed/src/cluster/kubectl.ts';
import { nameOf, ofKind, type KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { manifestOf } from '../libs/testbed/src/cluster/kustomize.ts';

/**
 * Gives the cluster all objects of a state in place of those of another, and is done once its pods are ready. That a rule
 * among them is in effect, traffic has to tell.
 */
export async function changeState(
  from: readonly KubernetesObject[],
  to: readonly KubernetesObject[],
  signal: AbortSignal,
): Promise<void> {
  await apply(manifestOf(to), signal);
  const kept = new Set(to.map(identityOf));
  const gone = from.filter((object) => !kept.has(identityOf(object)));
  if (gone.length > 0) {
    await kubectl(['delete', '--ignore-not-found', '--filename=-'], { input: manifestOf(gone), signal });
  }
  const deployments = ofKind(to, Deployment).map(({ metadata }) => metadata.name);
  // A mesh looks at its namespace when a pod is made.
  if (from.length > 0 && wishesOf(from) !== wishesOf(to)) await restart(deployments, signal);
  for (const deployment of deployments) await untilRolledOut(deployment, signal);
}

const identityOf = (object: KubernetesObject): string => `${object.apiVersion} ${nameOf(object)}`;

/** What the namespace asks of a mesh. */
function wishesOf(objects: readonly KubernetesObject[]): string {
  const namespace = objects.find(({ kind }) => kind === 'Namespace');
  return JSON.stringify([namespace?.metadata.labels, namespace?.metadata.annotations]);
}
