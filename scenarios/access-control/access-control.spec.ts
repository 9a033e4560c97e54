import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import type { HttpResult } from '../../libs/testbed/src/cluster/client-pod.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './access-control.ts';

const report = (overrides = {}) => fakeLoadReport('price', { 'price-v1-a': ['v1', 200] }, overrides);
const DENIED = { status: 'PERMISSION_DENIED', details: 'RBAC: access denied' };
const OK = { status: 'OK', details: '' };
const ALL_DENIED = [DENIED, DENIED] as const;
const ALL_OK = [OK, OK] as const;
const SERVED: HttpResult = { status: 200, body: '40' };
/** The other method is refused, and the HTTP port is open. */
const REST = { otherMethod: ALL_DENIED, http: SERVED };

it('the expectations pass if only the gateway gets a price', () => {
  expect(allPassed(scenario.expectations({ report: report(), stranger: ALL_DENIED, ...REST }))).toBe(true);
});

it.each([
  ['a price for another client on one connection', { report: report(), stranger: [DENIED, OK] as const, ...REST }],
  ['a price for another client', { report: report(), stranger: ALL_OK, ...REST }],
  [
    'a call of another client that fails for another reason',
    { report: report(), stranger: [{ ...DENIED, status: 'UNAVAILABLE' }] as const, ...REST },
  ],
  ['a gateway that is refused, too', { report: report({ degraded: 200 }), stranger: ALL_DENIED, ...REST }],
  ['another method that is open', { report: report(), stranger: ALL_DENIED, otherMethod: ALL_OK, http: SERVED }],
  [
    'an HTTP port that is closed',
    { report: report(), stranger: ALL_DENIED, otherMethod: ALL_DENIED, http: { status: 403, body: '' } },
  ],
  [
    'no response of the HTTP port',
    { report: report(), stranger: ALL_DENIED, otherMethod: ALL_DENIED, http: { error: 'ECONNRESET' } },
  ],
  ['a failed request', { report: report({ statuses: { 200: 199, 503: 1 } }), stranger: ALL_DENIED, ...REST }],
])('the expectations fail with %s', (_what, observed) => {
  expect(allPassed(scenario.expectations(observed))).toBe(false);
});

it.each(['PERMISSION_DENIED', 'NOT_FOUND', 'UNIMPLEMENTED'])('the other method may be refused with %s', (status) => {
  const otherMethod = [{ status, details: '' }] as const;
  expect(allPassed(scenario.expectations({ report: report(), stranger: ALL_DENIED, ...REST, otherMethod }))).toBe(true);
});

it('the control expectations pass if another client gets a price and the gateway any method', () => {
  const open = { report: report(), stranger: ALL_OK, otherMethod: ALL_OK, http: SERVED };
  expect(allPassed(scenario.controlExpectations(open))).toBe(true);
  expect(allPassed(scenario.controlExpectations({ ...open, stranger: ALL_DENIED }))).toBe(false);
  expect(allPassed(scenario.controlExpectations({ ...open, otherMethod: ALL_DENIED }))).toBe(false);
});

it('an assertion shows the status and its details', () => {
  const observations = scenario
    .expectations({ report: report(), stranger: ALL_DENIED, ...REST })
    .map(({ observed }) => observed);
  expect(observations).toContain('PERMISSION_DENIED, RBAC: access denied');
});
