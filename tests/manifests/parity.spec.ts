import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { expect, it } from 'vitest';

import { SERVICE_MESHES } from '../../libs/testbed/src/cluster/mesh.ts';
import { missingCounterparts } from './parity.ts';

const ROOT = join(import.meta.dirname, '../..');
const SAME = SERVICE_MESHES.map((mesh) => `k8s/${mesh}/kustomization.yaml`);
const canaryOf = (mesh: string) =>
  ['kustomization.yaml', 'control/kustomization.yaml'].map((file) => `scenarios/canary/${mesh}/${file}`);
/** The canary of all meshes but Linkerd. */
const MOST_CANARIES = SERVICE_MESHES.filter((mesh) => mesh !== 'linkerd').flatMap(canaryOf);

async function missingCounterpartsAmong(files: string[]): Promise<string[]> {
  await using root = await mkdtempDisposable(join(tmpdir(), 'meshes-'));
  for (const file of files) {
    mkdirSync(join(root.path, dirname(file)), { recursive: true });
    writeFileSync(join(root.path, file), '');
  }
  return missingCounterparts(root.path);
}

it('all meshes have the same files and scenarios', () => {
  expect(missingCounterparts(ROOT)).toEqual([]);
});

it.each([
  ['a file', ['k8s/istio/mtls.yaml', 'k8s/ambient/mtls.yaml'], ['there is no k8s/linkerd/mtls.yaml']],
  [
    'a file of a component',
    ['k8s/linkerd/cni/pods.yaml'],
    ['there is no k8s/istio/cni/pods.yaml', 'there is no k8s/ambient/cni/pods.yaml'],
  ],
  ['a scenario', MOST_CANARIES, ['there is no scenarios/canary/linkerd']],
  [
    'the control of a scenario',
    [...MOST_CANARIES, 'scenarios/canary/linkerd/kustomization.yaml', 'scenarios/canary/linkerd/rule.yaml'],
    ['scenarios/canary/linkerd has no control/kustomization.yaml'],
  ],
  [
    'a scenario of plain',
    ['plain', 'istio', 'ambient'].map((mesh) => `scenarios/rollout/${mesh}/UNSUPPORTED.md`),
    ['there is no scenarios/rollout/linkerd'],
  ],
  [
    'what a scenario is',
    [...MOST_CANARIES, 'scenarios/canary/linkerd/notes.md'],
    ['scenarios/canary/linkerd has neither a kustomization.yaml nor an UNSUPPORTED.md'],
  ],
])('the missing counterpart of %s is reported', async (_what, files, errors) => {
  expect(await missingCounterpartsAmong([...SAME, ...files])).toEqual(errors);
});

it('a scenario may be unsupported on one mesh', async () => {
  const canary = [...MOST_CANARIES, 'scenarios/canary/istio/rule.yaml', 'scenarios/canary/linkerd/UNSUPPORTED.md'];
  expect(await missingCounterpartsAmong([...SAME, ...canary])).toEqual([]);
});

it.each(['canary', 'header-routing', 'blue-green'])(
  'the rule of %s is the same text in all meshes, all Gateway API',
  (scenario) => {
    const ruleOf = (mesh: string) => readFileSync(join(ROOT, 'scenarios', scenario, mesh, 'rule.yaml'), 'utf8');
    expect(new Set(SERVICE_MESHES.map(ruleOf)).size).toBe(1);
  },
);

it('no mesh is named in k8s/base, k8s/plain and k8s/components', () => {
  const files = globSync('k8s/{base,plain,components}/**/*', { cwd: ROOT, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => /istio|linkerd|envoy|l5d/i.test(`${file} ${readFileSync(file, 'utf8')}`))).toEqual([]);
});
