// The catalog of scenarios is read from the folders of scenarios/, so that a new scenario is a new folder and nothing else.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { parseAllDocuments } from 'yaml';

import type { Mesh } from '../libs/testbed/src/cluster/mesh.ts';
import type { Scenario } from './scenario.ts';

const ROOT = join(import.meta.dirname, '..');

/** Every folder of scenarios/ with its `<name>.ts`, ordered by position. */
export const SCENARIOS: readonly Scenario[] = await readScenarios();

async function readScenarios(): Promise<Scenario[]> {
  const files = globSync('scenarios/*/*.ts', { cwd: ROOT });
  const modules = await Promise.all(
    files
      .filter((file) => basename(file, '.ts') === basename(dirname(file)))
      .map((file) => import(join(ROOT, file)) as Promise<{ scenario: Scenario }>),
  );
  return modules.map(({ scenario }) => scenario).toSorted((a, b) => a.position - b.position);
}

/** The folder of a scenario for a mesh, such as scenarios/canary/istio. */
export const folderOf = ({ overlay }: Pick<Mesh, 'overlay'>, scenario: string): string =>
  `scenarios/${scenario}/${overlay}`;

/** Why a mesh does not support a scenario, with the closest thing that it has; undefined if it supports the scenario. */
export function unsupportedReason(mesh: Pick<Mesh, 'name' | 'overlay'>, scenario: string): string | undefined {
  const folder = join(ROOT, folderOf(mesh, scenario));
  if (existsSync(join(folder, 'kustomization.yaml'))) return undefined;
  if (mesh.name === 'none') return 'This scenario requires a mesh.';
  return readFileSync(join(folder, 'UNSUPPORTED.md'), 'utf8').trim();
}

/** The kinds of the objects in `rule.yaml`; none if the five services or the mesh itself have the rule. */
export function kindsOfRule(mesh: Pick<Mesh, 'overlay'>, scenario: string): string[] {
  const file = join(ROOT, folderOf(mesh, scenario), 'rule.yaml');
  if (!existsSync(file)) return [];
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => String(document.get('kind')));
}
