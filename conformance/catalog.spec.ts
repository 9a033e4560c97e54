import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { describe, expect, it } from 'vitest';

import { ofKind } from '../libs/testbed/src/cluster/kubernetes-object.ts';
import { build, kustomizeIsMissing } from '../libs/testbed/src/cluster/kustomize.ts';
import { folderOf, SCENARIOS, unsupportedReason } from './catalog.ts';
import { MESHES } from '../libs/testbed/src/cluster/mesh.ts';

const supported = Object.values(MESHES).flatMap((mesh) =>
  SCENARIOS.filter(({ name }) => unsupportedReason(mesh, name) === undefined).map(
    (scenario) => [folderOf(mesh, scenario.name), scenario.pods ?? {}] as const,
  ),
);

it('every folder of scenarios/ is a scenario of the same name, at a position of its own', () => {
  const folders = readdirSync(join(import.meta.dirname, '../scenarios'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(folders.toSorted()).toEqual(SCENARIOS.map(({ name }) => name).toSorted());
  expect(new Set(SCENARIOS.map(({ position }) => position)).size).toBe(folders.length);
});

/** Several processes of kustomize share a machine that may be busy. */
const SLOW = { timeout: 120_000 };

describe.skipIf(kustomizeIsMissing()).concurrent('the objects of a scenario and its control', SLOW, () => {
  it.each(supported)('have the replicas that the scenario lists, in %s', async (folder, pods) => {
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
