import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './load-balancing.ts';

const calls = (a: number, b: number, slow: number, overrides = {}) =>
  fakeLoadReport(
    'price',
    { 'price-v1-a': ['v1', a], 'price-v1-b': ['v1', b], 'price-slow-c': ['v1', slow] },
    overrides,
  );

it.each([
  ['a few calls', calls(260, 250, 90)],
  ['none', calls(310, 290, 0)],
])('the expectations pass if two fast pods share most calls and the slow one gets %s', (_what, report) => {
  expect(allPassed(scenario.expectations(report))).toBe(true);
});

it.each([
  ['all calls on one pod', fakeLoadReport('price', { 'price-v1-a': ['v1', 600] })],
  ['as many calls to the slow pod as to the others', calls(200, 200, 200)],
  ['one fast pod that is left out', fakeLoadReport('price', { 'price-v1-a': ['v1', 540], 'price-slow-c': ['v1', 60] })],
  ['one fast pod with a trickle', calls(500, 40, 60)],
  ['a product without its price', calls(260, 250, 90, { degraded: 1 })],
  ['no call at all', fakeLoadReport('price', {})],
])('the expectations fail with %s', (_what, report) => {
  expect(allPassed(scenario.expectations(report))).toBe(false);
});

it('the control expectations pass if one pod gets all calls', () => {
  expect(allPassed(scenario.controlExpectations(fakeLoadReport('price', { 'price-slow-c': ['v1', 600] })))).toBe(true);
  expect(allPassed(scenario.controlExpectations(calls(599, 1, 0)))).toBe(false);
});
