// The mutations of a scenario: its objects with one value made wrong. The expectations of the scenario have to fail for each.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as v from 'valibot';

import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { buildOverlay } from '../libs/testbed/src/cluster/kustomize.ts';
import { NAMESPACE } from '../libs/testbed/src/cluster/cluster.ts';
import { parseScenarioFile } from './scenario-file.ts';

const ROOT = join(import.meta.dirname, '..');
const FILE = 'mutations.yaml';

const Text = v.pipe(v.string(), v.nonEmpty());
const Patch = v.strictObject({
  target: v.strictObject({ kind: Text, name: v.optional(Text) }),
  patch: Text,
});
const ObjectToAdd = v.looseObject({ apiVersion: Text, kind: Text, metadata: v.looseObject({ name: Text }) });
const MutationSchema = v.pipe(
  v.strictObject({
    name: Text,
    patches: v.optional(v.array(Patch), []),
    resources: v.optional(v.array(ObjectToAdd), []),
  }),
  v.check(({ patches, resources }) => patches.length + resources.length > 0, 'neither patches nor resources'),
);
const File = v.strictObject({
  mutations: v.pipe(v.array(MutationSchema), v.nonEmpty('no mutation')),
  notMutated: v.optional(v.array(v.strictObject({ path: v.pipe(Text, v.startsWith('/')), because: Text })), []),
});

/** A change that makes the rule of a scenario wrong, by kustomize's patches and by objects to add. */
export type Mutation = v.InferOutput<typeof MutationSchema>;

/** The file `mutations.yaml` of a scenario's folder for one mesh. */
export type Mutations = v.InferOutput<typeof File>;

/**
 * Reads the mutations of a scenario for one mesh.
 *
 * @param folder such as scenarios/canary/istio
 * @throws Error that names the file, the place in it and what is expected there
 */
export function readMutations(folder: string): Mutations {
  const name = join(folder, FILE);
  if (!existsSync(join(ROOT, name))) throw new Error(`${name} does not exist; it lists the mutations of the scenario.`);
  return mutationsIn(readFileSync(join(ROOT, name), 'utf8'), name);
}

/** The names of the mutations of a scenario for one mesh; none without a file. */
export const mutationNames = (folder: string): string[] =>
  existsSync(join(ROOT, folder, FILE)) ? readMutations(folder).mutations.map(({ name }) => name) : [];

/**
 * Parses a `mutations.yaml`.
 *
 * @param file its name, for errors
 * @throws Error that names the file, the place in it and what is expected there
 */
export function mutationsIn(text: string, file: string): Mutations {
  const output = parseScenarioFile(text, file, 'list of mutations', File);
  const names = output.mutations.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`${file} has two mutations with the name "${twice}".`);
  return output;
}

/** Builds the objects of a folder with a mutation, by kustomize. */
export const buildMutated = (
  folder: string,
  { patches, resources }: Omit<Mutation, 'name'>,
): Promise<readonly KubernetesObject[]> =>
  // The namespace is that of k8s/, for objects to add as well.
  buildOverlay(folder, { namespace: NAMESPACE, patches, objects: resources });
