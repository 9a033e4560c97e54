import { expect, it, vi } from 'vitest';

import { fakeLoadReport } from '../libs/testbed/src/load/fake-load-report.ts';
import { SCENARIOS } from './catalog.ts';
import type { RunningDeployment } from './deployment.ts';
import { tryNegativeControl } from './negative-control.ts';
import { hasFailedAsRequired, hasPassed } from './trial.ts';

const canary = SCENARIOS.find(({ name }) => name === 'canary')!;

/** An object whose name is the number of ten calls that go to v2. */
const tenths = (count: number) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: String(count) } });
const STATES = { rule: [tenths(1)], control: [tenths(5)] };

/** A deployment that records what is applied; an object takes effect some requests later. */
function scripted(delay: number) {
  const applied: number[] = [];
  let sinceChange = 0;
  const deployment: Pick<RunningDeployment, 'apply' | 'load'> = {
    apply: async ([object]) => {
      sinceChange = 0;
      applied.push(Number(object?.metadata.name));
    },
    load: async (count) => {
      sinceChange += count;
      const inEffect = sinceChange > delay ? applied.at(-1) : applied.at(-2);
      const v2 = ((inEffect ?? 5) / 10) * count;
      return fakeLoadReport('price', { a: ['v1', count - v2], b: ['v2', v2] });
    },
  };
  return { applied, options: { deployment: deployment as RunningDeployment, onProgress: () => undefined } };
}

const WRONG = { name: 'the weights are 80 and 20', objects: [tenths(2)] };
const NO_CHANGE = { name: 'the rule has a comment', objects: [tenths(1)] };

it('the expectations fail without the rule and with each mutation', async () => {
  const trial = await tryNegativeControl(canary, STATES, [WRONG], scripted(0).options);
  expect(trial.mutations).toMatchObject([{ name: 'the weights are 80 and 20', failed: true }]);
  expect(hasFailedAsRequired(trial)).toBe(true);
  expect(hasPassed(trial)).toBe(false);
});

it('the rule is in effect before each mutation, whose effect is waited for', async () => {
  const { applied, options } = scripted(300);
  const trial = await tryNegativeControl(canary, STATES, [WRONG, { ...WRONG, name: 'again' }], options);
  expect(applied).toEqual([5, 1, 2, 1, 2]);
  expect(trial.mutations?.map(({ failed }) => failed)).toEqual([true, true]);
});

it('nothing is proven if the expectations fail with the rule as well', async () => {
  // Each time limit is over after the first try.
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 100_000));
  const wrong = { ...STATES, rule: [tenths(3)] };
  await expect(tryNegativeControl(canary, wrong, [WRONG], scripted(0).options)).rejects.toThrow(
    'The expectations fail with the rule, too',
  );
  clock.mockRestore();
});

it('a mutation survives if the expectations pass with it', { timeout: 90_000 }, async () => {
  const scenario = { ...canary, sample: null };
  const trial = await tryNegativeControl(scenario, STATES, [NO_CHANGE, WRONG], scripted(0).options);
  expect(trial.mutations?.map(({ failed }) => failed)).toEqual([false, true]);
  expect(hasFailedAsRequired(trial)).toBe(false);
});
