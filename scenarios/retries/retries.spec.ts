import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './retries.ts';

const report = (degraded = 0) => fakeLoadReport('price', { 'price-v1-a': ['v1', 500] }, { degraded });

const few = (degraded: number) => fakeLoadReport('price', { 'price-v1-a': ['v1', 20] }, { degraded });
/** Calls that fail twice succeed at the third attempt; those that always fail have three attempts. */
const REST = { twice: few(0), always: few(20), attemptsOfAlways: { 1: 20, 2: 20, 3: 20 } };

it('the expectations pass if no product lacks its price and three calls in ten are retried', () => {
  expect(allPassed(scenario.expectations({ report: report(), attempts: { 1: 500, 2: 149 }, ...REST }))).toBe(true);
});

it.each([
  ['a product without its price', { report: report(1), attempts: { 1: 500, 2: 149 }, ...REST }],
  ['no second attempt', { report: report(), attempts: { 1: 500 }, ...REST }],
  ['a second attempt of each call', { report: report(), attempts: { 1: 500, 2: 500 }, ...REST }],
  ['calls of another client', { report: report(), attempts: { 1: 501, 2: 149 }, ...REST }],
  ['calls that did not arrive', { report: report(), attempts: { 1: 499, 2: 149 }, ...REST }],
  ['unlimited attempts', { report: report(), attempts: { 1: 500, 2: 149, 3: 149, '4+': 800 }, ...REST }],
  ['one retry', { report: report(), attempts: { 1: 500, 2: 149 }, ...REST, twice: few(20) }],
  ['five retries', { report: report(), attempts: { 1: 500, 2: 149 }, ...REST, attemptsOfAlways: { 1: 20, '4+': 100 } }],
  ['a call that succeeds by chance', { report: report(), attempts: { 1: 500, 2: 149 }, ...REST, always: few(19) }],
  ['nothing counted', { report: report(), attempts: {}, ...REST }],
])('the expectations fail with %s', (_what, observed) => {
  expect(allPassed(scenario.expectations(observed))).toBe(false);
});

it('the control expectations pass if three products in ten lack their price and no call is retried', () => {
  expect(allPassed(scenario.controlExpectations({ report: report(152), attempts: { 1: 500 }, ...REST }))).toBe(true);
  expect(allPassed(scenario.controlExpectations({ report: report(152), attempts: { 1: 500, 2: 1 }, ...REST }))).toBe(
    false,
  );
  expect(allPassed(scenario.controlExpectations({ report: report(0), attempts: { 1: 500 }, ...REST }))).toBe(false);
});

it('the observation counts only the attempts of the load', async () => {
  const counts = [
    { 1: 7, 2: 3 },
    { 1: 57, 2: 18 },
    { 1: 77, 2: 38, 3: 20 },
    { 1: 97, 2: 58, 3: 40 },
  ];
  const traffic = { attempts: async () => counts.shift() ?? {}, load: async () => report() };
  expect(await scenario.observe(traffic as never, 50)).toMatchObject({
    attempts: { 1: 50, 2: 15 },
    attemptsOfAlways: { 1: 20, 2: 20, 3: 20 },
  });
});
