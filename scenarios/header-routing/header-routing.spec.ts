import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './header-routing.ts';

const split = (v1: number, v2: number) =>
  fakeLoadReport('price', { 'price-v1-a': ['v1', v1], 'price-v2-a': ['v2', v2] });

it('the expectations pass if only requests with the header get v2', () => {
  expect(allPassed(scenario.expectations({ testers: split(0, 200), others: split(200, 0) }))).toBe(true);
});

it.each([
  ['a request with the header that gets v1', { testers: split(1, 199), others: split(200, 0) }],
  ['a request without it that gets v2', { testers: split(0, 200), others: split(199, 1) }],
  ['a rule that routes all requests', { testers: split(0, 200), others: split(0, 200) }],
  ['no response to a request with the header', { testers: fakeLoadReport('price', {}), others: split(200, 0) }],
  [
    'a request with the header whose product lacks its price',
    { testers: fakeLoadReport('price', { 'price-v2-a': ['v2', 199] }, { degraded: 1 }), others: split(200, 0) },
  ],
])('the expectations fail with %s', (_what, observed) => {
  expect(allPassed(scenario.expectations(observed))).toBe(false);
});

it('the control expectations pass if both kinds of requests get both versions', () => {
  expect(allPassed(scenario.controlExpectations({ testers: split(90, 110), others: split(110, 90) }))).toBe(true);
  expect(allPassed(scenario.controlExpectations({ testers: split(0, 200), others: split(110, 90) }))).toBe(false);
});

it('the observation has testers with two values of the header', async () => {
  const values: unknown[] = [];
  const load = async (requests: number, { headers }: { headers?: object }) => {
    values.push(headers);
    return headers ? split(0, requests) : split(requests, 0);
  };
  const observed = await scenario.observe({ load } as never, 400);
  expect(values).toEqual([{ 'x-tester': 'alice' }, { 'x-tester': 'bob' }, undefined]);
  expect(allPassed(scenario.expectations(observed))).toBe(true);
});
