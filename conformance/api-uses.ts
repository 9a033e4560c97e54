import { build } from '../libs/testbed/src/cluster/kustomize.ts';
import { MESHES, SERVICE_MESHES, type Mesh } from '../libs/testbed/src/cluster/mesh.ts';
import { apiFieldsChangedBy, type ApiField } from './api-fields.ts';
import { readObservations, type ApiObservation } from './api-observations.ts';
import { folderOf, unsupportedReason } from './catalog.ts';
import { readMutations } from './mutations.ts';
import type { Scenario } from './scenario.ts';

/** A field that one mutation of a scenario changes and nothing else, or that was observed to be ignored or refused. */
export interface ApiUse extends ApiField {
  readonly mesh: Mesh;
  readonly scenario: string;
  readonly mutation?: string;
  readonly observation?: ApiObservation;
}

/** The fields of mesh APIs that scenarios use, of their mutations and observations. This requires kustomize. */
export async function apiUsesOf(scenarios: readonly Pick<Scenario, 'name'>[]): Promise<ApiUse[]> {
  const ofMeshes = SERVICE_MESHES.map((name) => usesOn(MESHES[name], scenarios));
  return (await Promise.all(ofMeshes)).flat();
}

async function usesOn(mesh: Mesh, scenarios: readonly Pick<Scenario, 'name'>[]): Promise<ApiUse[]> {
  const uses: ApiUse[] = [];
  for (const { name: scenario } of scenarios) {
    const folder = folderOf(mesh, scenario);
    for (const observation of readObservations(folder)) {
      for (const field of observation.fields) uses.push({ ...observation, field, mesh, scenario, observation });
    }
    if (unsupportedReason(mesh, scenario) !== undefined) continue;
    const objects = await build(folder);
    for (const mutation of readMutations(folder).mutations) {
      const [field, ...others] = apiFieldsChangedBy(mutation, objects);
      // Of several changes any one could be that which makes an expectation fail.
      if (field && others.length === 0) uses.push({ ...field, mesh, scenario, mutation: mutation.name });
    }
  }
  return uses;
}
