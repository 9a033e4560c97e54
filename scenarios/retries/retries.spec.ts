import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './retries.ts';

const report = (degraded = 0) => fakeLoadReport('price', { 'price-v1-a': ['v1', 500] }, { degraded });

it('the expectations pass if no product lacks its price and three calls in ten are retried', () => {
  expect(allPassed(scenario.expectations({ report: report(), attempts: { 1: 500, 2: 149 } }))).toBe(true);
});

it.each([
  ['a product without its price', { report: report(1), attempts: { 1: 500, 2: 149 } }],
  ['no second attempt', { report: report(), attempts: { 1: 500 } }],
  ['a second attempt of each call', { report: report(), attempts: { 1: 500, 2: 500 } }],
  ['calls of another client', { report: report(), attempts: { 1: 501, 2: 149 } }],
  ['calls that did not arrive', { report: report(), attempts: { 1: 499, 2: 149 } }],
  ['unlimited attempts', { report: report(), attempts: { 1: 500, 2: 149, 3: 149, '4+': 800 } }],
  ['nothing counted', { report: report(), attempts: {} }],
])('the expectations fail with %s', (_what, observed) => {
  expect(allPassed(scenario.expectations(observed))).toBe(false);
});

it('the control expectations pass if three products in ten lack their price and no call is retried', () => {
  expect(allPassed(scenario.controlExpectations({ report: report(152), attempts: { 1: 500 } }))).toBe(true);
  expect(allPassed(scenario.controlExpectations({ report: report(152), attempts: { 1: 500, 2: 1 } }))).toBe(false);
  expect(allPassed(scenario.controlExpectations({ report: report(0), attempts: { 1: 500 } }))).toBe(false);
});

it('the observation counts only the attempts of the load', async () => {
  const counts = [
    { 1: 7, 2: 3 },
    { 1: 57, 2: 18 },
  ];
  const traffic = { attempts: async () => counts.shift() ?? {}, load: async () => report() };
  expect(await scenario.observe(traffic as never, 50)).toMatchObject({ attempts: { 1: 50, 2: 15 } });
});
