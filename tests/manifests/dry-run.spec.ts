import { expect, it } from 'vitest';

import { dryRunAll, type DryRun } from './dry-run.ts';
import type { KubernetesObject } from '../../libs/testbed/src/cluster/kubernetes-object.ts';

const objectOf = (kind: string, name: string): KubernetesObject => ({ apiVersion: 'v1', kind, metadata: { name } });
const PRICE = objectOf('Service', 'price');
const REVIEWS = objectOf('Service', 'reviews');
const FILTER = objectOf('EnvoyFilter', 'filter');

/** A dry run that records what it sends, and refuses the objects of some names. */
function recordingDryRun(...refused: string[]) {
  const sent: { name: string; options: string[] }[] = [];
  const dryRun: DryRun = async (objects, ...options) => {
    const names = objects.map(({ metadata }) => metadata.name);
    sent.push(...names.map((name) => ({ name, options })));
    if (names.some((name) => refused.includes(name))) throw new Error('1 warning received');
  };
  return { sent, dryRun };
}

it('a dry run of several builds sends an object that they share once', async () => {
  const { sent, dryRun } = recordingDryRun();
  const builds = [
    { name: 'plain', objects: [PRICE] },
    { name: 'v2', objects: [{ ...PRICE }, REVIEWS] },
  ];
  expect(await dryRunAll(builds, dryRun)).toBe(2);
  expect(sent.map(({ name }) => name).toSorted()).toEqual(['price', 'reviews']);
});

it('a dry run sends both of two objects that have the same name and differ', async () => {
  const { sent, dryRun } = recordingDryRun();
  const changed = { ...PRICE, metadata: { name: 'price', labels: { team: 'own' } } };
  const builds = [PRICE, changed].map((object, index) => ({ name: `${index}`, objects: [object] }));
  expect(await dryRunAll(builds, dryRun)).toBe(2);
  expect(sent).toHaveLength(2);
});

it('a warning is an error for every object except an EnvoyFilter', async () => {
  const { sent, dryRun } = recordingDryRun();
  await dryRunAll([{ name: 'istio', objects: [PRICE, FILTER] }], dryRun);
  expect(sent).toEqual([
    { name: 'price', options: ['--warnings-as-errors'] },
    { name: 'filter', options: [] },
  ]);
});

it('the error names every object that is refused and the builds that have it', async () => {
  const { dryRun } = recordingDryRun('price', 'filter');
  const builds = [
    { name: 'plain', objects: [PRICE, REVIEWS] },
    { name: 'istio', objects: [PRICE, FILTER] },
  ];
  await expect(dryRunAll(builds, dryRun)).rejects.toMatchObject({
    errors: [
      { message: expect.stringMatching(/price of plain, istio: Error: 1 warning received$/) },
      { message: expect.stringMatching(/filter of istio: Error: 1 warning received$/) },
    ],
  });
});
