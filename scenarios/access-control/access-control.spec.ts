import { expect, it } from 'vitest';

import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './access-control.ts';

const report = (overrides = {}) => fakeLoadReport('price', { 'price-v1-a': ['v1', 200] }, overrides);
const DENIED = { status: 'PERMISSION_DENIED', details: 'RBAC: access denied' };
const OK = { status: 'OK', details: '' };

it('the expectations pass if only the gateway gets a price', () => {
  expect(allPassed(scenario.expectations({ report: report(), stranger: DENIED }))).toBe(true);
});

it.each([
  ['a price for another client', { report: report(), stranger: OK }],
  [
    'a call of another client that fails for another reason',
    { report: report(), stranger: { ...DENIED, status: 'UNAVAILABLE' } },
  ],
  ['a gateway that is refused, too', { report: report({ degraded: 200 }), stranger: DENIED }],
  ['a failed request', { report: report({ statuses: { 200: 199, 503: 1 } }), stranger: DENIED }],
])('the expectations fail with %s', (_what, observed) => {
  expect(allPassed(scenario.expectations(observed))).toBe(false);
});

it('the control expectations pass if another client gets a price', () => {
  expect(allPassed(scenario.controlExpectations({ report: report(), stranger: OK }))).toBe(true);
  expect(allPassed(scenario.controlExpectations({ report: report(), stranger: DENIED }))).toBe(false);
});

it('an assertion shows the status and its details', () => {
  const observations = scenario.expectations({ report: report(), stranger: DENIED }).map(({ observed }) => observed);
  expect(observations).toContain('PERMISSION_DENIED, RBAC: access denied');
});
