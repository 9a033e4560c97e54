import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport, type Pods } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './mirroring.ts';

const V1: Pods = { 'price-v1-a': ['v1', 500] };
const observed = (copies: number, pods = V1, overrides = {}) => ({
  report: fakeLoadReport('price', pods, overrides),
  copies,
});

it.each([500, 497])('the expectations pass if v1 serves all calls and v2 gets %i copies of 500', (copies) => {
  expect(allPassed(scenario.expectations(observed(copies)))).toBe(true);
});

it.each([
  ['no copies', observed(0)],
  ['copies of half the calls', observed(250)],
  ['copies of nine in ten', observed(450)],
  ['one too many', observed(501)],
  ['a call that v2 serves', observed(500, { ...V1, 'price-v2-a': ['v2', 1] })],
  ['calls that only v2 serves', observed(500, { 'price-v2-a': ['v2', 500] })],
  ['a product without its price', observed(500, V1, { degraded: 1 })],
  ['no call at all', observed(0, {})],
])('the expectations fail with %s', (_what, observation) => {
  expect(allPassed(scenario.expectations(observation))).toBe(false);
});

it('the control expectations pass if v2 gets no call', () => {
  expect(allPassed(scenario.controlExpectations(observed(0)))).toBe(true);
  expect(allPassed(scenario.controlExpectations(observed(1)))).toBe(false);
  expect(allPassed(scenario.controlExpectations(observed(0, { 'price-v2-a': ['v2', 500] })))).toBe(false);
});

it('the observation waits for copies that arrive after the load, and ignores earlier calls', async () => {
  const counts = [{ 1: 7 }, { 1: 96 }, { 1: 107 }];
  const requested: string[][] = [];
  const traffic = {
    attempts: async (...pods: string[]) => {
      requested.push(pods);
      return counts.shift();
    },
    load: async (requests: number) => fakeLoadReport('price', { 'price-v1-a': ['v1', requests] }),
  };
  expect(allPassed(scenario.expectations(await scenario.observe(traffic as never, 100)))).toBe(true);
  expect(new Set(requested.map(String))).toEqual(new Set(['price,price-v2']));
});
