import { expect, it } from 'vitest';

import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { allHold } from '../../conformance/claim.ts';
import { observedLoad } from '../../conformance/observed-load.ts';
import { scenario } from './timeouts.ts';

const REQUESTS = 60;

/** All calls of price ended so, and answers took so long. */
function ended(status: string, [p50, p90]: readonly [number, number], told: Partial<LoadReport> = {}): LoadReport {
  const calls = { hops: REQUESTS, share: 1, statuses: { [status]: REQUESTS }, retried: 0, faults: REQUESTS };
  return {
    ...observedLoad('price', {}),
    requests: REQUESTS,
    statuses: { 200: REQUESTS },
    degraded: status === 'OK' ? 0 : REQUESTS,
    latencyMs: { p50, p90, p99: p90, 'p99.9': p90, max: p90 },
    instances: [{ service: 'price', version: null, instance: null, ...calls }],
    ...told,
  };
}

it.each(['DEADLINE_EXCEEDED', 'UNAVAILABLE'])('products come early, without their price, which is %s', (status) => {
  expect(allHold(scenario.verdict(ended(status, [306, 331])))).toBe(true);
});

it.each([
  ['a price that is waited for', ended('OK', [606, 611])],
  ["the gateway's own timeout", ended('DEADLINE_EXCEEDED', [1004, 1010])],
  ['a price that is not there at all', ended('UNAVAILABLE', [4, 9])],
  ['a timeout that some calls outlast', ended('DEADLINE_EXCEEDED', [306, 640])],
  ['a price that fails by itself', ended('INTERNAL', [306, 331])],
  ['one product that has its price', ended('DEADLINE_EXCEEDED', [306, 331], { degraded: REQUESTS - 1 })],
  ['a failed request', ended('DEADLINE_EXCEEDED', [306, 331], { statuses: { 200: REQUESTS - 1, 503: 1 } })],
  ['no call of price', ended('DEADLINE_EXCEEDED', [306, 331], { instances: [] })],
  ['no answer', ended('DEADLINE_EXCEEDED', [306, 331], { statuses: {}, latencyMs: null })],
])('the verdict fails with %s', (_what, report) => {
  expect(allHold(scenario.verdict(report))).toBe(false);
});

it('without the rule every product has its price, and takes as long as that', () => {
  expect(allHold(scenario.opposite(ended('OK', [606, 611])))).toBe(true);
  expect(allHold(scenario.opposite(ended('OK', [6, 11])))).toBe(false);
  expect(allHold(scenario.opposite(ended('DEADLINE_EXCEEDED', [606, 611])))).toBe(false);
});
