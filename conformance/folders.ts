// Where k8s/ has the scenarios.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseAllDocuments } from 'yaml';

import type { Mesh } from './mesh.ts';

const K8S = join(import.meta.dirname, '../k8s');

/** A scenario's folder below k8s/, such as istio/scenarios/canary. */
export const folderOf = ({ overlay }: Pick<Mesh, 'overlay'>, scenario: string): string =>
  `${overlay}/scenarios/${scenario}`;

/** Why a mesh has no such thing, and what comes closest; undefined if it has. */
export function whyUnsupported(mesh: Pick<Mesh, 'name' | 'overlay'>, scenario: string): string | undefined {
  const folder = join(K8S, folderOf(mesh, scenario));
  if (existsSync(join(folder, 'kustomization.yaml'))) return undefined;
  if (mesh.name === 'none') return 'It takes a mesh.';
  return readFileSync(join(folder, 'UNSUPPORTED.md'), 'utf8').trim();
}

/** The kinds of objects that a scenario adds to the shop; none, where the shop or the mesh itself has the rule. */
export function kindsOfRule(mesh: Pick<Mesh, 'overlay'>, scenario: string): string[] {
  const file = join(K8S, folderOf(mesh, scenario), 'rule.yaml');
  if (!existsSync(file)) return [];
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => String(document.get('kind')));
}
