import { expect, it } from 'vitest';

import { allHold } from '../../conformance/claim.ts';
import { observedLoad } from '../../conformance/observed-load.ts';
import { scenario } from './retries.ts';

const report = (degraded = 0) => observedLoad('price', { 'price-v1-a': ['v1', 500] }, { degraded });

it('users see nothing, and price is asked again three times in ten', () => {
  expect(allHold(scenario.verdict({ report: report(), attempts: { 1: 500, 2: 149 } }))).toBe(true);
});

it.each([
  ['a product without its price', { report: report(1), attempts: { 1: 500, 2: 149 } }],
  ['no second attempt', { report: report(), attempts: { 1: 500 } }],
  ['a second attempt of each call', { report: report(), attempts: { 1: 500, 2: 500 } }],
  ['calls that others make, too', { report: report(), attempts: { 1: 501, 2: 149 } }],
  ['calls that never came', { report: report(), attempts: { 1: 499, 2: 149 } }],
  ['attempts without end', { report: report(), attempts: { 1: 500, 2: 149, 3: 149, '4+': 800 } }],
  ['nothing counted', { report: report(), attempts: {} }],
])('the verdict fails with %s', (_what, observed) => {
  expect(allHold(scenario.verdict(observed))).toBe(false);
});

it('without the rule three products in ten lack their price, and price is asked once', () => {
  expect(allHold(scenario.opposite({ report: report(152), attempts: { 1: 500 } }))).toBe(true);
  expect(allHold(scenario.opposite({ report: report(152), attempts: { 1: 500, 2: 1 } }))).toBe(false);
  expect(allHold(scenario.opposite({ report: report(0), attempts: { 1: 500 } }))).toBe(false);
});

it('counts what came between, whatever price counted before', async () => {
  const counts = [
    { 1: 7, 2: 3 },
    { 1: 57, 2: 18 },
  ];
  const traffic = { attempts: async () => counts.shift() ?? {}, load: async () => report() };
  expect(await scenario.observe(traffic as never, 50)).toMatchObject({ attempts: { 1: 50, 2: 15 } });
});
