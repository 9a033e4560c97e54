import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';

const MESHES = ['istio', 'linkerd'] as const;
/** Files that one mesh has and the other can't have. */
const EXCEPTIONS = new Set(['product-gateway.yaml']);

/**
 * Where the folders of two meshes do not say the same things under the same names.
 *
 * @param root the folder that has both
 * @returns a line for each file and scenario that is missing
 */
export function unlikeNames(root: string): string[] {
  const names = MESHES.map((mesh) => new Set([...files(join(root, mesh)), ...scenarios(join(root, mesh))]));
  const all = new Set(names.flatMap((ofMesh) => [...ofMesh]));
  const missing = MESHES.flatMap((mesh, index) =>
    [...all].filter((name) => !names[index]?.has(name) && !EXCEPTIONS.has(name)).map((name) => `${mesh}/${name}`),
  );
  const empty = MESHES.flatMap((mesh) => scenarios(join(root, mesh)).map((name) => `${mesh}/${name}`)).filter(
    (scenario) => !['kustomization.yaml', 'UNSUPPORTED.md'].some((file) => existsSync(join(root, scenario, file))),
  );
  return [
    ...missing.map((name) => `there is no ${name}`),
    ...empty.map((name) => `${name} has neither a kustomization.yaml nor an UNSUPPORTED.md`),
  ];
}

/** But for those of scenarios, which are each mesh's own. */
function files(folder: string): string[] {
  return globSync('**/*.yaml', { cwd: folder, exclude: ['scenarios/**'] });
}

/** Folders, with `scenarios/` before their names. */
function scenarios(folder: string): string[] {
  return globSync('scenarios/*/*', { cwd: folder }).map(dirname);
}
