import { expect, it } from 'vitest';

import { allHold } from '../../conformance/claim.ts';
import { observedLoad } from '../../conformance/observed-load.ts';
import { scenario } from './access-control.ts';

const report = (told = {}) => observedLoad('price', { 'price-v1-a': ['v1', 200] }, told);
const DENIED = { status: 'PERMISSION_DENIED', details: 'RBAC: access denied' };
const OK = { status: 'OK', details: '' };

it('the gateway gets its prices, and somebody else does not', () => {
  expect(allHold(scenario.verdict({ report: report(), stranger: DENIED }))).toBe(true);
});

it.each([
  ['a price for somebody else', { report: report(), stranger: OK }],
  [
    'a price that somebody else does not get for another reason',
    { report: report(), stranger: { ...DENIED, status: 'UNAVAILABLE' } },
  ],
  ['a gateway that is refused, too', { report: report({ degraded: 200 }), stranger: DENIED }],
  ['a failed request', { report: report({ statuses: { 200: 199, 503: 1 } }), stranger: DENIED }],
])('the verdict fails with %s', (_what, observed) => {
  expect(allHold(scenario.verdict(observed))).toBe(false);
});

it('without the rule somebody else gets a price, too', () => {
  expect(allHold(scenario.opposite({ report: report(), stranger: OK }))).toBe(true);
  expect(allHold(scenario.opposite({ report: report(), stranger: DENIED }))).toBe(false);
});

it('says what the mesh answered', () => {
  const seen = scenario.verdict({ report: report(), stranger: DENIED }).map((claim) => claim.seen);
  expect(seen).toContain('PERMISSION_DENIED, RBAC: access denied');
});
