import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { restartDeployment } from '../libs/testbed/src/cluster/workloads.ts';
import { manifestOfExercise, type ExerciseObject } from './catalog.ts';
import type { ServiceMesh } from '../libs/testbed/src/cluster/mesh.ts';
import type { Exercise } from './exercise.ts';
import { deleteObjects, identityOf, patchOrCreate, readObjects, restoreObjects } from './live-objects.ts';
import { deletePlantedMistake, recordPlantedMistake, type PlantedMistake } from './planted-mistake.ts';

/** Applies the mistake of an exercise, after the state before it was recorded in the cluster. */
export async function plantMistake(exercise: Exercise, namespace: string, mesh: ServiceMesh): Promise<void> {
  const mistake = manifestOfExercise(exercise, 'mistake');
  const changed = distinct([...mistake, ...manifestOfExercise(exercise, 'repair')]);
  const before = await readObjects(namespace, changed);
  const existing = new Set(before.map(identityOf));
  const added = changed.filter((object) => !existing.has(identityOf(object)));
  const { name, restarted = [] } = exercise;
  const planted: PlantedMistake = { exercise: name, mesh, hints: 0, before, added, restarted };
  await recordPlantedMistake(namespace, planted);
  try {
    await applyManifest(mistake, namespace);
    await restart(namespace, restarted);
  } catch (error) {
    await removeMistake(namespace, planted);
    throw error;
  }
}

const distinct = (objects: readonly KubernetesObject[]): KubernetesObject[] => [
  ...new Map(objects.map((object) => [identityOf(object), object])).values(),
];

/** Applies the repair of an exercise on top of its mistake, as a user does. */
export async function applyRepair(exercise: Exercise, namespace: string): Promise<void> {
  await applyManifest(manifestOfExercise(exercise, 'repair'), namespace);
  await restart(namespace, exercise.restarted ?? []);
}

async function applyManifest(objects: readonly ExerciseObject[], namespace: string): Promise<void> {
  const existing = new Set((await readObjects(namespace, objects)).map(identityOf));
  for (const object of objects) {
    if (object.$patch === 'delete') await deleteObjects(namespace, [object]);
    else await patchOrCreate(namespace, object, existing.has(identityOf(object)));
  }
}

/** Restores the state before a mistake, whatever was changed since, and forgets the mistake. */
export async function removeMistake(namespace: string, { before, added, restarted }: PlantedMistake): Promise<void> {
  await deleteObjects(namespace, added);
  await restoreObjects(namespace, before);
  await restart(namespace, restarted);
  await deletePlantedMistake(namespace);
}

async function restart(namespace: string, deployments: readonly string[]): Promise<void> {
  for (const name of deployments) await restartDeployment(namespace, name);
}
