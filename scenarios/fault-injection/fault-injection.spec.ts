import { expect, it } from 'vitest';

import { allHold } from '../../conformance/claim.ts';
import { observedLoad } from '../../conformance/observed-load.ts';
import { scenario } from './fault-injection.ts';

const report = (degraded: number, told = {}) =>
  observedLoad('price', { 'price-v1-a': ['v1', 500] }, { degraded, ...told });

it.each([75, 100, 125])('a fifth is taken for a fifth if it is %i of 500', (degraded) => {
  expect(allHold(scenario.verdict({ report: report(degraded), reached: 500 - degraded }))).toBe(true);
});

it.each([
  ['no fault at all', { report: report(0), reached: 500 }],
  ['too few faults', { report: report(60), reached: 440 }],
  ['too many', { report: report(150), reached: 350 }],
  ['faults of price itself', { report: report(100), reached: 500 }],
  ['calls that are tried again', { report: report(100), reached: 420 }],
  ['a failed request', { report: report(100, { statuses: { 200: 499, 503: 1 } }), reached: 400 }],
  ['no call at all', { report: observedLoad('price', {}), reached: 0 }],
])('the verdict fails with %s', (_what, observed) => {
  expect(allHold(scenario.verdict(observed))).toBe(false);
});

it('without the rule every product has its price', () => {
  expect(allHold(scenario.opposite({ report: report(0), reached: 500 }))).toBe(true);
  expect(allHold(scenario.opposite({ report: report(1), reached: 499 }))).toBe(false);
});

it('counts what reached price meanwhile, by whichever attempt', async () => {
  const counts = [{ 1: 7 }, { 1: 45, 2: 2 }];
  const traffic = { attempts: async () => counts.shift() ?? {}, load: async () => report(10) };
  expect(await scenario.observe(traffic as never, 50)).toMatchObject({ reached: 40 });
});
