import { expect, it } from 'vitest';

import { allHold } from '../../conformance/claim.ts';
import { observedLoad } from '../../conformance/observed-load.ts';
import { scenario } from './egress-control.ts';

const answered = (told = {}) => observedLoad('reviews', { 'outside-a': ['v1', 200] }, told);
const none = { service: 'reviews', version: null, instance: null, hops: 200, share: 1, retried: 0, faults: 0 };
const refused = (status: string, told = {}) =>
  answered({ degraded: 200, instances: [{ ...none, statuses: { [status]: 200 } }], ...told });

it('the host that is listed answers', () => {
  expect(allHold(scenario.verdict(answered()))).toBe(true);
});

it.each([
  ['a product without its reviews', answered({ degraded: 1 })],
  ['a failed request', answered({ statuses: { 200: 199, 503: 1 } })],
  ['every call refused', refused('UNAVAILABLE')],
])('the verdict fails with %s', (_what, report) => {
  expect(allHold(scenario.verdict(report))).toBe(false);
});

it.each(['UNAVAILABLE', 'FAILED_PRECONDITION', 'PERMISSION_DENIED'])(
  'without the rule it is refused by %s',
  (status) => {
    expect(allHold(scenario.opposite(refused(status)))).toBe(true);
  },
);

it.each([
  ['it answers', answered()],
  ['nobody refuses', refused('DEADLINE_EXCEEDED')],
  ['some calls get through', refused('UNAVAILABLE', { degraded: 199 })],
  ['the products fail', refused('UNAVAILABLE', { statuses: { 503: 200 } })],
])('the control shows nothing if %s', (_what, report) => {
  expect(allHold(scenario.opposite(report))).toBe(false);
});
