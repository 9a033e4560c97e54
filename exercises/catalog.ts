// The catalog of exercises is read from the folders of exercises/, so that a new exercise is a new folder and nothing else.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { objectsOf } from '../libs/testbed/src/cluster/kustomize.ts';
import type { Exercise } from './exercise.ts';

/** Every folder of exercises/ with its `exercise.ts`, ordered by name. */
export const EXERCISES: readonly Exercise[] = await readExercises();

async function readExercises(): Promise<Exercise[]> {
  const modules = await Promise.all(
    globSync('*/exercise.ts', { cwd: import.meta.dirname }).map(
      (file) => import(join(import.meta.dirname, file)) as Promise<{ exercise: Exercise }>,
    ),
  );
  return modules.map(({ exercise }) => exercise).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** An object of a manifest; with `$patch: delete` the manifest deletes it. */
export type ExerciseObject = KubernetesObject & { readonly $patch?: 'delete' };

/** The objects of a manifest in the folder of an exercise, without namespaces. */
export const manifestOfExercise = (
  { name }: Pick<Exercise, 'name'>,
  manifest: 'mistake' | 'repair',
): readonly ExerciseObject[] => objectsOf(readFileSync(join(import.meta.dirname, name, `${manifest}.yaml`), 'utf8'));

/** @throws Error that names the value and what is accepted */
export function exerciseNamed(name: string, exercises: readonly Exercise[] = EXERCISES): Exercise {
  const exercise = exercises.find((each) => each.name === name);
  if (!exercise) {
    const names = exercises.map((each) => each.name).join(', ');
    throw new Error(`The exercise is "${name}", but must be one of ${names}`);
  }
  return exercise;
}
