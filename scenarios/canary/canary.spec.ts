import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './canary.ts';

const split = (v1: number, v2: number, overrides = {}) =>
  fakeLoadReport('price', { 'price-v1-a': ['v1', v1], 'price-v2-a': ['v2', v2] }, overrides);

it.each([72, 100, 130])('a share of %i in 1,000 counts as a tenth', (v2) => {
  expect(allPassed(scenario.expectations(split(1000 - v2, v2)))).toBe(true);
});

it.each([
  ['too few calls of v2', split(937, 63)],
  ['too many', split(860, 140)],
  ['half of them', split(500, 500)],
  ['none', split(1000, 0)],
  ['no call at all', split(0, 0)],
  ['a product without its price', split(900, 100, { degraded: 1 })],
  ['a failed request', split(900, 100, { statuses: { 200: 999, 503: 1 } })],
])('the expectations fail with %s', (_what, report) => {
  expect(allPassed(scenario.expectations(report))).toBe(false);
});

it('the control expectations pass only if v2 serves far more', () => {
  expect(allPassed(scenario.controlExpectations(split(500, 500)))).toBe(true);
  expect(allPassed(scenario.controlExpectations(split(890, 110)))).toBe(false);
});

it('an assertion shows the count and its confidence interval', () => {
  expect(scenario.expectations(split(902, 98))).toContainEqual({
    expected: 'v2 serves 10 % of the calls to price',
    observed: '98 of 1000, so 7.0 % to 13.3 % at 99.9 %',
    passed: true,
  });
});
