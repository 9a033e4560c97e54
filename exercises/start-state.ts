import { Deployment } from 'kubernetes-models/apps/v1/Deployment';

import { apply, kubectl } from '../libs/testbed/src/cluster/kubectl.ts';
import { nameOf, ofKind, type KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { build, manifestOf } from '../libs/testbed/src/cluster/kustomize.ts';
import { untilRolledOut } from '../libs/testbed/src/cluster/workloads.ts';
import { manifestOfExercise } from './catalog.ts';
import type { ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';
import { startOf, type Exercise } from './exercise.ts';
import { identityOf, readObjects, withoutNamespace } from './live-objects.ts';

/** Kinds whose objects fit the cluster, not the exercise: their fields may differ. */
const OF_CLUSTER: ReadonlySet<string> = new Set(['Deployment', 'Gateway', 'Telemetry', 'Server', 'ConfigMap']);

/** What a namespace lacks of the start state of an exercise, one line for each object; empty if it has everything. */
export async function missingOfStart(exercise: Exercise, namespace: string, mesh: ServiceMesh): Promise<string[]> {
  const start = (await build(startOf(exercise, mesh))).filter(({ kind }) => kind !== 'Namespace');
  const mistake = manifestOfExercise(exercise, 'mistake');
  return differencesFrom(start, mistake, await readObjects(namespace, [...start, ...mistake]));
}

/**
 * Compares live objects with a start state.
 *
 * @param mistake what it adds must not exist yet
 */
export function differencesFrom(
  start: readonly KubernetesObject[],
  mistake: readonly KubernetesObject[],
  live: readonly KubernetesObject[],
): string[] {
  const byIdentity = new Map(live.map((object) => [identityOf(object), object]));
  const ofStart = new Set(start.map(identityOf));
  const surplus = mistake.filter((object) => !ofStart.has(identityOf(object)) && byIdentity.has(identityOf(object)));
  return [
    ...start.flatMap((object) => differenceOf(object, byIdentity.get(identityOf(object))) ?? []),
    ...surplus.map((object) => `${nameOf(object)} exists, but must not`),
  ];
}

function differenceOf(expected: KubernetesObject, live: KubernetesObject | undefined): string | undefined {
  if (!live) return `${nameOf(expected)} is missing`;
  if (Deployment.is(expected)) {
    const { readyReplicas = 0 } = (live as Deployment).status ?? {};
    const replicas = expected.spec?.replicas ?? 1;
    return readyReplicas < replicas ? `${nameOf(expected)} has ${readyReplicas} of ${replicas} ready pods` : undefined;
  }
  return OF_CLUSTER.has(expected.kind) || includes(specOf(live), specOf(expected))
    ? undefined
    : `${nameOf(expected)} is not as in the start state`;
}

const specOf = (object: KubernetesObject & { readonly spec?: unknown }): unknown => object.spec;

/** Whether a value has everything that is expected; the API server adds fields. */
function includes(value: unknown, expected: unknown): boolean {
  if (expected === undefined) return true;
  if (typeof expected !== 'object' || expected === null) return value === expected;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(expected) && (!Array.isArray(value) || value.length !== expected.length)) return false;
  return Object.entries(expected).every(([name, each]) => includes((value as Record<string, unknown>)[name], each));
}

/** Applies the start state of an exercise to a namespace; resolves when its Deployments are rolled out. */
export async function applyStart(exercise: Exercise, namespace: string, mesh: ServiceMesh): Promise<void> {
  const objects = await build(startOf(exercise, mesh));
  const labelled = objects.find(({ kind }) => kind === 'Namespace');
  if (labelled) await apply(manifestOf([{ ...labelled, metadata: { ...labelled.metadata, name: namespace } }]));
  const others = objects.filter(({ kind }) => kind !== 'Namespace').map(withoutNamespace);
  await kubectl(['apply', `--namespace=${namespace}`, '--filename=-'], { input: manifestOf(others) });
  for (const { metadata } of ofKind(objects, Deployment))
    await untilRolledOut(namespace, `deployment/${metadata.name}`);
}
