import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './fault-injection.ts';

/** A load in which so many calls to price failed with a status. */
function report(degraded: number, overrides = {}, status = 'UNAVAILABLE') {
  const served = fakeLoadReport('price', { 'price-v1-a': ['v1', 500] }, { degraded });
  const none = { service: 'price', version: null, instance: null, share: 0, retried: 0, faults: 0 };
  const instances = [...served.instances, { ...none, hops: degraded, statuses: { [status]: degraded } }];
  return { ...served, instances, ...overrides };
}

it.each([75, 100, 125])('a share of %i in 500 counts as a fifth', (degraded) => {
  expect(allPassed(scenario.expectations({ report: report(degraded), reached: 500 - degraded }))).toBe(true);
});

it.each([
  ['no fault at all', { report: report(0), reached: 500 }],
  ['too few faults', { report: report(60), reached: 440 }],
  ['too many', { report: report(150), reached: 350 }],
  ['faults of price itself', { report: report(100), reached: 500 }],
  ['another status', { report: report(100, {}, 'INTERNAL'), reached: 400 }],
  ['calls that are retried', { report: report(100), reached: 420 }],
  ['a failed request', { report: report(100, { statuses: { 200: 499, 503: 1 } }), reached: 400 }],
  ['no call at all', { report: fakeLoadReport('price', {}), reached: 0 }],
])('the expectations fail with %s', (_what, observed) => {
  expect(allPassed(scenario.expectations(observed))).toBe(false);
});

it('the control expectations pass if every product has its price', () => {
  expect(allPassed(scenario.controlExpectations({ report: report(0), reached: 500 }))).toBe(true);
  expect(allPassed(scenario.controlExpectations({ report: report(1), reached: 499 }))).toBe(false);
});

it('the observation counts the attempts that reached price during the load', async () => {
  const counts = [{ 1: 7 }, { 1: 45, 2: 2 }];
  const traffic = { attempts: async () => counts.shift() ?? {}, load: async () => report(10) };
  expect(await scenario.observe(traffic as never, 50)).toMatchObject({ reached: 40 });
});
