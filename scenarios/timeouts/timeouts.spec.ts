import { expect, it } from 'vitest';

import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { allPassed } from '../../conformance/assertion.ts';
import { fakeLoadReport } from '../../libs/testbed/src/load/fake-load-report.ts';
import { scenario } from './timeouts.ts';

const REQUESTS = 60;

/** A load in which all calls to price ended with one status, with the latency of its responses. */
function ended(status: string, [p50, p90]: readonly [number, number], overrides: Partial<LoadReport> = {}): LoadReport {
  const calls = { hops: REQUESTS, share: 1, statuses: { [status]: REQUESTS }, retried: 0, faults: REQUESTS };
  return {
    ...fakeLoadReport('price', {}),
    requests: REQUESTS,
    statuses: { 200: REQUESTS },
    degraded: status === 'OK' ? 0 : REQUESTS,
    latencyMs: { p50, p90, p99: p90, 'p99.9': p90, max: p90 },
    instances: [{ service: 'price', version: null, instance: null, ...calls }],
    ...overrides,
  };
}

it.each(['DEADLINE_EXCEEDED', 'UNAVAILABLE'])(
  'the expectations pass if products come early without their price, which ended with %s',
  (status) => {
    expect(allPassed(scenario.expectations(ended(status, [306, 331])))).toBe(true);
  },
);

it.each([
  ['a call to price that is not ended', ended('OK', [606, 611])],
  ["the gateway's own timeout", ended('DEADLINE_EXCEEDED', [1004, 1010])],
  ['a price without pods', ended('UNAVAILABLE', [4, 9])],
  ['calls that outlast the timeout', ended('DEADLINE_EXCEEDED', [306, 640])],
  ['a timeout of half a second', ended('DEADLINE_EXCEEDED', [506, 531])],
  ['a price that fails by itself', ended('INTERNAL', [306, 331])],
  ['one product that has its price', ended('DEADLINE_EXCEEDED', [306, 331], { degraded: REQUESTS - 1 })],
  ['a failed request', ended('DEADLINE_EXCEEDED', [306, 331], { statuses: { 200: REQUESTS - 1, 503: 1 } })],
  ['no call to price', ended('DEADLINE_EXCEEDED', [306, 331], { instances: [] })],
  ['no response', ended('DEADLINE_EXCEEDED', [306, 331], { statuses: {}, latencyMs: null })],
])('the expectations fail with %s', (_what, report) => {
  expect(allPassed(scenario.expectations(report))).toBe(false);
});

it('the control expectations pass if every product has its price and takes as long as the delay', () => {
  expect(allPassed(scenario.controlExpectations(ended('OK', [606, 611])))).toBe(true);
  expect(allPassed(scenario.controlExpectations(ended('OK', [6, 11])))).toBe(false);
  expect(allPassed(scenario.controlExpectations(ended('DEADLINE_EXCEEDED', [606, 611])))).toBe(false);
});
