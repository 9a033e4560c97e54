import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './egress-control.ts';

const served = (overrides = {}) => fakeLoadReport('reviews', { 'outside-a': ['v1', 200] }, overrides);
const none = { service: 'reviews', version: null, instance: null, hops: 200, share: 1, retried: 0, faults: 0 };
const refused = (status: string, overrides = {}) =>
  served({ degraded: 200, instances: [{ ...none, statuses: { [status]: 200 } }], ...overrides });

it('the expectations pass if the listed host serves every call', () => {
  expect(allPassed(scenario.expectations(served()))).toBe(true);
});

it.each([
  ['a product without its reviews', served({ degraded: 1 })],
  ['a failed request', served({ statuses: { 200: 199, 503: 1 } })],
  ['every call refused', refused('UNAVAILABLE')],
])('the expectations fail with %s', (_what, report) => {
  expect(allPassed(scenario.expectations(report))).toBe(false);
});

it.each(['UNAVAILABLE', 'FAILED_PRECONDITION', 'PERMISSION_DENIED'])(
  'the control expectations pass if every call ends with %s',
  (status) => {
    expect(allPassed(scenario.controlExpectations(refused(status)))).toBe(true);
  },
);

it.each([
  ['it serves calls', served()],
  ['no proxy refuses', refused('DEADLINE_EXCEEDED')],
  ['some calls get through', refused('UNAVAILABLE', { degraded: 199 })],
  ['the products fail', refused('UNAVAILABLE', { statuses: { 503: 200 } })],
])('the control expectations fail if %s', (_what, report) => {
  expect(allPassed(scenario.controlExpectations(report))).toBe(false);
});
