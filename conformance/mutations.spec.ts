import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';

import type { KubernetesObject } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { build, kustomizeIsMissing } from '../libs/testbed/src/cluster/kustomize.ts';
import { MESHES } from '../libs/testbed/src/cluster/mesh.ts';
import { folderOf, SCENARIOS, unsupportedReason } from './catalog.ts';
import { buildMutated, mutationsIn, readMutations } from './mutations.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDERS = Object.values(MESHES).flatMap((mesh) =>
  SCENARIOS.filter(({ name }) => unsupportedReason(mesh, name) === undefined).map(({ name }) => folderOf(mesh, name)),
);

const PATCH = 'patches: [{ target: { kind: GRPCRoute }, patch: "[]" }]';

it.each([
  ['', 'f.yaml is no list of mutations. at the top: '],
  ['mutations: []', 'at mutations: no mutation'],
  ['mutations: [{ name: a }]', 'at mutations.0: neither patches nor resources'],
  ['mutations: [{ patches: [] }]', 'at mutations.0.name: '],
  [`mutations: [{ name: a, ${PATCH}, patch: b }]`, 'at mutations.0.patch: '],
  ['mutations: [{ name: a, resources: [{ kind: Service }] }]', 'at mutations.0.resources.0.apiVersion: '],
  [`{ mutations: [{ name: a, ${PATCH} }], notMutated: [{ path: spec, because: so }] }`, 'at notMutated.0.path: '],
  [`mutations: [{ name: a, ${PATCH} }, { name: a, ${PATCH} }]`, 'f.yaml has two mutations with the name "a".'],
])('the mutations %j are refused: %s', (text, message) => {
  expect(() => mutationsIn(text, 'f.yaml')).toThrow(message);
});

it('a missing file is named', () => {
  expect(() => readMutations('scenarios/none/istio')).toThrow('scenarios/none/istio/mutations.yaml does not exist');
});

it.each(FOLDERS)('the scenario in %s has mutations', (folder) => {
  expect(readMutations(folder).mutations.length).toBeGreaterThan(0);
});

type Leaf = readonly [path: string, value: unknown];

/** The scalars of a value with their JSON pointers. */
function leavesOf(value: unknown, path = ''): Leaf[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([name, each]) => leavesOf(each, `${path}/${name}`));
}

const identityOf = ({ apiVersion, kind, metadata }: KubernetesObject) => `${apiVersion} ${kind}/${metadata.name}`;

/** The objects in rule.yaml that the objects have, and the scalars of their specs and annotations. */
function ruleIn(folder: string, objects: readonly KubernetesObject[]): Map<string, Map<string, unknown>> {
  const file = join(ROOT, folder, 'rule.yaml');
  const documents = existsSync(file) ? parseAllDocuments(readFileSync(file, 'utf8')) : [];
  const rules = documents.map((document) => document.toJS() as KubernetesObject & { spec?: unknown });
  return new Map(
    rules.flatMap((rule) => {
      const built = objects.find((object) => identityOf(object) === identityOf(rule)) as typeof rule | undefined;
      if (!built) return [];
      const ofRule = leavesOf({ spec: rule.spec ?? {}, metadata: { annotations: rule.metadata.annotations ?? {} } });
      const now = new Map(leavesOf(built));
      return [[identityOf(rule), new Map(ofRule.map(([path]) => [path, now.get(path)]))] as const];
    }),
  );
}

/** Several processes of kustomize share a machine that may be busy. */
const SLOW = { timeout: 300_000 };

describe.skipIf(kustomizeIsMissing()).concurrent('the mutations of a scenario', SLOW, () => {
  it.each(FOLDERS)('change its objects, and every value of its rule, in %s', async (folder) => {
    const { mutations, notMutated } = readMutations(folder);
    const objects = await build(folder);
    const rule = ruleIn(folder, objects);
    const changed = await Promise.all(mutations.map((mutation) => buildMutated(folder, mutation)));
    const unchanged = mutations.filter((_, index) => isDeepStrictEqual(changed[index], objects));
    expect(unchanged.map(({ name }) => name)).toEqual([]);
    const [removed] = changed.map((each) => ruleIn(folder, each));
    const remaining = [...rule].filter(([object, leaves]) => isSame(removed?.get(object), leaves));
    // The first mutation removes the rule.
    expect(remaining).toEqual([]);
    const isTouched = (object: string, path: string, value: unknown) =>
      changed.some((each) => {
        const leaves = ruleIn(folder, each).get(object);
        // An object that is removed has no wrong value.
        return leaves !== undefined && leaves.get(path) !== value;
      });
    const isLeftOut = (path: string) => notMutated.some((each) => path.startsWith(each.path));
    const untouched = [...rule].flatMap(([object, leaves]) =>
      [...leaves].filter(([path, value]) => !isLeftOut(path) && !isTouched(object, path, value)).map(([path]) => path),
    );
    expect(untouched).toEqual([]);
  });
});

const isSame = (one: ReadonlyMap<string, unknown> | undefined, other: ReadonlyMap<string, unknown>): boolean =>
  [...other].every(([path, value]) => one?.get(path) === value);
