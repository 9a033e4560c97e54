import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';

const MESHES = ['istio', 'linkerd'] as const;
/** Files that one mesh has and the other can't have. */
const EXCEPTIONS = new Set(['product-gateway.yaml']);
/** It has those of the meshes' scenarios that need none. */
const WITHOUT_MESH = 'plain';

/**
 * Where the folders of two meshes do not say the same things under the same names.
 *
 * @param root the folder that has both
 * @returns a line for each file and scenario that is missing, and for each scenario that lacks something
 */
export function unlikeNames(root: string): string[] {
  const names = MESHES.map((mesh) => new Set([...files(join(root, mesh)), ...scenarios(join(root, mesh))]));
  const all = new Set([...names.flatMap((ofMesh) => [...ofMesh]), ...scenarios(join(root, WITHOUT_MESH))]);
  const missing = MESHES.flatMap((mesh, index) =>
    [...all].filter((name) => !names[index]?.has(name) && !EXCEPTIONS.has(name)).map((name) => `${mesh}/${name}`),
  );
  const incomplete = [...MESHES, WITHOUT_MESH]
    .flatMap((mesh) => scenarios(join(root, mesh)).map((name) => `${mesh}/${name}`))
    .flatMap((scenario) => lacksOf(join(root, scenario)).map((lack) => `${scenario} ${lack}`));
  return [...missing.map((name) => `there is no ${name}`), ...incomplete];
}

/** What a scenario's folder lacks. */
function lacksOf(scenario: string): string[] {
  const has = (file: string) => existsSync(join(scenario, file));
  if (has('UNSUPPORTED.md')) return [];
  if (!has('kustomization.yaml')) return ['has neither a kustomization.yaml nor an UNSUPPORTED.md'];
  return has('control/kustomization.yaml') ? [] : ['has no control/kustomization.yaml'];
}

/** But for those of scenarios, which are each mesh's own. */
function files(folder: string): string[] {
  return globSync('**/*.yaml', { cwd: folder, exclude: ['scenarios/**'] });
}

/** Folders, with `scenarios/` before their names. */
function scenarios(folder: string): string[] {
  return [...new Set(globSync('scenarios/*/*', { cwd: folder }).map(dirname))];
}
