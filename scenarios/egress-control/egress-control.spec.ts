import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './egress-control.ts';

const served = (overrides = {}) => fakeLoadReport('reviews', { 'outside-a': ['v1', 200] }, overrides);
/** What a proxy responds for a host that is not listed. */
const unlisted = { status: 502, body: '', server: 'envoy' };
const none = { service: 'reviews', version: null, instance: null, hops: 200, share: 1, retried: 0, faults: 0 };
const refused = (status: string, overrides = {}) =>
  served({ degraded: 200, instances: [{ ...none, statuses: { [status]: 200 } }], ...overrides });

it('the expectations pass if the listed host serves every call', () => {
  expect(allPassed(scenario.expectations({ report: served(), unlisted }))).toBe(true);
});

it.each([
  ['a product without its reviews', served({ degraded: 1 })],
  ['a failed request', served({ statuses: { 200: 199, 503: 1 } })],
  ['every call refused', refused('UNAVAILABLE')],
])('the expectations fail with %s', (_what, report) => {
  expect(allPassed(scenario.expectations({ report, unlisted }))).toBe(false);
});

it.each(['UNAVAILABLE', 'FAILED_PRECONDITION', 'PERMISSION_DENIED'])(
  'the control expectations pass if every call ends with %s',
  (status) => {
    expect(allPassed(scenario.controlExpectations({ report: refused(status), unlisted }))).toBe(true);
  },
);

it.each([
  ['it serves calls', served()],
  ['no proxy refuses', refused('DEADLINE_EXCEEDED')],
  ['some calls get through', refused('UNAVAILABLE', { degraded: 199 })],
  ['the products fail', refused('UNAVAILABLE', { statuses: { 503: 200 } })],
])('the control expectations fail if %s', (_what, report) => {
  expect(allPassed(scenario.controlExpectations({ report, unlisted }))).toBe(false);
});

it.each([
  ['a response', { status: 200, body: '' }, false],
  ['no route to it, of Envoy', { status: 503, body: '', server: 'envoy' }, false],
  ["no route to it, of Linkerd's proxy", { status: 502, body: '', server: null }, false],
  ['no response', { error: 'UND_ERR_CONNECT_TIMEOUT' }, false],
  ["a refusal of Linkerd's proxy", { status: 403, body: '' }, true],
] as const)('a host that is not listed must be refused by the proxy: %s', (_what, result, expected) => {
  expect(allPassed(scenario.expectations({ report: served(), unlisted: result }))).toBe(expected);
});
