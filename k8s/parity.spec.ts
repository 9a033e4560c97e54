import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { expect, it } from 'vitest';

import { unlikeNames } from './parity.ts';

const SAME = ['istio/kustomization.yaml', 'linkerd/kustomization.yaml'];
const ISTIO_CANARY = ['kustomization.yaml', 'control/kustomization.yaml'].map(
  (file) => `istio/scenarios/canary/${file}`,
);

async function unlikeNamesAmong(files: string[]): Promise<string[]> {
  await using root = await mkdtempDisposable(join(tmpdir(), 'meshes-'));
  for (const file of files) {
    mkdirSync(join(root.path, dirname(file)), { recursive: true });
    writeFileSync(join(root.path, file), '');
  }
  return unlikeNames(root.path);
}

it('both meshes have the same things under the same names', () => {
  expect(unlikeNames(import.meta.dirname)).toEqual([]);
});

it.each([
  ['a file', ['istio/mtls.yaml'], ['there is no linkerd/mtls.yaml']],
  ['a file of a component', ['linkerd/cni/pods.yaml'], ['there is no istio/cni/pods.yaml']],
  ['a scenario', ISTIO_CANARY, ['there is no linkerd/scenarios/canary']],
  [
    'the control of a scenario',
    [...ISTIO_CANARY, 'linkerd/scenarios/canary/kustomization.yaml', 'linkerd/scenarios/canary/rule.yaml'],
    ['linkerd/scenarios/canary has no control/kustomization.yaml'],
  ],
  [
    'a scenario that plain has',
    ['plain/scenarios/rollout/UNSUPPORTED.md', 'istio/scenarios/rollout/UNSUPPORTED.md'],
    ['there is no linkerd/scenarios/rollout'],
  ],
  [
    'what a scenario is',
    ['istio/scenarios/canary/UNSUPPORTED.md', 'linkerd/scenarios/canary/notes.md'],
    ['linkerd/scenarios/canary has neither a kustomization.yaml nor an UNSUPPORTED.md'],
  ],
])('says so if one of them has not %s', async (_what, files, complaints) => {
  expect(await unlikeNamesAmong([...SAME, ...files])).toEqual(complaints);
});

it('takes a scenario that is unsupported on one of them, and what it is made of', async () => {
  const canary = [...ISTIO_CANARY, 'istio/scenarios/canary/rule.yaml', 'linkerd/scenarios/canary/UNSUPPORTED.md'];
  expect(await unlikeNamesAmong([...SAME, ...canary])).toEqual([]);
});

it.each(['canary', 'header-routing', 'blue-green'])(
  'the rule of %s is the same text in both meshes, all Gateway API',
  (scenario) => {
    const ruleOf = (mesh: string) =>
      readFileSync(join(import.meta.dirname, mesh, 'scenarios', scenario, 'rule.yaml'), 'utf8');
    expect(ruleOf('linkerd')).toBe(ruleOf('istio'));
  },
);

it('no mesh is named in k8s/base, k8s/plain and k8s/components', () => {
  const files = globSync('{base,plain,components}/**/*', { cwd: import.meta.dirname, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => /istio|linkerd|envoy|l5d/i.test(`${file} ${readFileSync(file, 'utf8')}`))).toEqual([]);
});
