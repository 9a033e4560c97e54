import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';

import { SERVICE_MESHES } from '../../libs/testbed/src/cluster/mesh.ts';

/** Files that only one mesh has: one file for kube-inject, and the waypoint of ambient mode. */
const EXCEPTIONS = new Set(['product-gateway.yaml', 'waypoint.yaml']);

/**
 * Compares the files and scenarios of the meshes by name.
 *
 * @param root the folder that has k8s/ and scenarios/
 * @returns a line for each file and scenario that is missing, and for each scenario that lacks something
 */
export function missingCounterparts(root: string): string[] {
  const names = SERVICE_MESHES.map((mesh) => new Set(globSync('**/*.yaml', { cwd: join(root, 'k8s', mesh) })));
  const all = new Set(names.flatMap((ofMesh) => [...ofMesh]));
  const missing = SERVICE_MESHES.flatMap((mesh, index) =>
    [...all].filter((name) => !names[index]?.has(name) && !EXCEPTIONS.has(name)).map((name) => `k8s/${mesh}/${name}`),
  );
  const scenarios = globSync('*/', { cwd: join(root, 'scenarios') });
  const absent = scenarios
    .flatMap((scenario) => SERVICE_MESHES.map((mesh) => `scenarios/${scenario}/${mesh}`))
    .filter((folder) => !existsSync(join(root, folder)));
  const incomplete = scenarios
    .flatMap((scenario) => [...SERVICE_MESHES, 'plain'].map((mesh) => `scenarios/${scenario}/${mesh}`))
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => missingFilesOf(join(root, folder)).map((lack) => `${folder} ${lack}`));
  return [...[...missing, ...absent].map((name) => `there is no ${name}`), ...incomplete];
}

/** The files that the folder of a scenario for a mesh lacks. */
function missingFilesOf(folder: string): string[] {
  const has = (file: string) => existsSync(join(folder, file));
  if (has('UNSUPPORTED.md')) return [];
  if (!has('kustomization.yaml')) return ['has neither a kustomization.yaml nor an UNSUPPORTED.md'];
  return has('control/kustomization.yaml') ? [] : ['has no control/kustomization.yaml'];
}
