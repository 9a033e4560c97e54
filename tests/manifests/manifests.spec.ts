import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { COMBINATIONS, foldersOf, kustomizationOf } from './combinations.ts';
import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';
import { build, kustomizeIsMissing } from '../../libs/testbed/src/cluster/kustomize.ts';
import { ruleViolations } from './rules.ts';
import { schemaErrors, hasNoSchema } from './schemas.ts';

const unchecked = new Set<string>();
afterAll(() => {
  if (unchecked.size === 0) return;
  const kinds = [...unchecked].toSorted().join(', ');
  console.warn(
    `SKIPPED: no schema of ${kinds}. \`linkerd install --crds > DIR/crds.yaml\`, then LINKERD_CRDS=DIR npm test`,
  );
});

/** The schema errors and rule violations of objects that are applied together. */
async function errors(objects: readonly KubernetesObject[]): Promise<string[]> {
  for (const { kind, apiVersion } of objects.filter(hasNoSchema)) unchecked.add(`${kind} of ${apiVersion}`);
  const bySchema = await Promise.all(objects.filter((object) => !hasNoSchema(object)).map(schemaErrors));
  return [...bySchema.flat(), ...ruleViolations(objects)];
}

/** Several processes of kustomize share a machine that may be busy. */
const SLOW = { timeout: 120_000 };

describe
  .skipIf(kustomizeIsMissing())
  .concurrent('the objects that kustomize builds are valid and keep all rules', SLOW, () => {
    it.each(foldersOf('Kustomization'))('of %s', async (folder) => {
      expect(await errors(await build(folder))).toEqual([]);
    });

    it.each(COMBINATIONS.map(({ overlay, components }) => [overlay, components.join(', '), components] as const))(
      'of %s with %s',
      async (overlay, _names, components) => {
        expect(await errors(await build(overlay, components))).toEqual([]);
      },
    );
  });

it('every component is in a kustomization or a combination', () => {
  const combined = COMBINATIONS.flatMap(({ components }) => components);
  const included = [...foldersOf('Kustomization'), ...combined].flatMap((folder) =>
    (kustomizationOf(folder).components ?? []).map((component) => join(folder, component)),
  );
  const used = new Set([...combined, ...included]);
  expect(foldersOf('Component').filter((component) => !used.has(component))).toEqual([]);
});
