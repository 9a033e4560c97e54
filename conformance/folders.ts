// Where scenarios/ has what a mesh needs.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseAllDocuments } from 'yaml';

import type { Mesh } from './mesh.ts';

const ROOT = join(import.meta.dirname, '..');

/** A scenario's folder for a mesh, such as scenarios/canary/istio. */
export const folderOf = ({ overlay }: Pick<Mesh, 'overlay'>, scenario: string): string =>
  `scenarios/${scenario}/${overlay}`;

/** Why a mesh has no such thing, and what comes closest; undefined if it has. */
export function whyUnsupported(mesh: Pick<Mesh, 'name' | 'overlay'>, scenario: string): string | undefined {
  const folder = join(ROOT, folderOf(mesh, scenario));
  if (existsSync(join(folder, 'kustomization.yaml'))) return undefined;
  if (mesh.name === 'none') return 'It takes a mesh.';
  return readFileSync(join(folder, 'UNSUPPORTED.md'), 'utf8').trim();
}

/** The kinds of objects that a scenario adds to the shop; none, where the shop or the mesh itself has the rule. */
export function kindsOfRule(mesh: Pick<Mesh, 'overlay'>, scenario: string): string[] {
  const file = join(ROOT, folderOf(mesh, scenario), 'rule.yaml');
  if (!existsSync(file)) return [];
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => String(document.get('kind')));
}
