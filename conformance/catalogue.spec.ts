import { globSync } from 'node:fs';
import { join } from 'node:path';

import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { describe, expect, it } from 'vitest';

import { ofKind } from '../k8s/kubernetes-object.ts';
import { build, kustomizeIsMissing } from '../k8s/kustomize.ts';
import { SCENARIOS } from './catalogue.ts';
import { folderOf, whyUnsupported } from './folders.ts';
import { MESHES } from './mesh.ts';

const K8S = join(import.meta.dirname, '../k8s');
const supported = Object.values(MESHES).flatMap((mesh) =>
  SCENARIOS.filter(({ name }) => whyUnsupported(mesh, name) === undefined).map(
    (scenario) => [folderOf(mesh, scenario.name), scenario.pods] as const,
  ),
);

it.each(['istio', 'linkerd'])('every folder of %s has its scenario here, and the other way round', (mesh) => {
  const folders = globSync('*', { cwd: join(K8S, mesh, 'scenarios') });
  expect(folders.toSorted()).toEqual(SCENARIOS.map(({ name }) => name).toSorted());
});

it('every file has its scenario, by the same name', () => {
  const files = globSync('*.ts', { cwd: join(import.meta.dirname, 'scenarios'), exclude: ['*.spec.ts'] });
  expect(files.map((file) => file.replace('.ts', '')).toSorted()).toEqual(SCENARIOS.map(({ name }) => name).toSorted());
});

describe.skipIf(kustomizeIsMissing()).concurrent('a scenario and its control', () => {
  it.each(supported)('have the pods that it takes, in %s', async (folder, pods) => {
    for (const state of [folder, `${folder}/control`]) expect(await replicas(state)).toMatchObject(pods);
  });

  it.each(supported)('differ, in %s', async (folder) => {
    expect(await build(folder)).not.toEqual(await build(`${folder}/control`));
  });
});

async function replicas(folder: string): Promise<Record<string, number>> {
  const deployments = ofKind(await build(folder), Deployment);
  return Object.fromEntries(deployments.map(({ metadata, spec }) => [metadata.name, spec?.replicas ?? 1]));
}
