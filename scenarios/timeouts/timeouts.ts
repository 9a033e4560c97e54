import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { assertComplete, type Assertion } from '../../conformance/assertion.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { statusesOf, textOf } from '../../conformance/call-counts.ts';

const TIMEOUT_MS = 300;
/** Above the median with the rule on a slow machine, and below a timeout of half a second. */
const MEDIAN_MS = 450;
/** Far from the timeout of the mesh and from the one of the gateway, so that a slow machine does not blur the two. */
const DELAY_MS = 600;

/** The status after the timeout of a proxy: Linkerd's gives the first, Istio's either of them. */
const TIMED_OUT = new Set(['DEADLINE_EXCEEDED', 'UNAVAILABLE']);

export const scenario: Scenario<LoadReport> = {
  name: 'timeouts',
  position: 100,
  description:
    'The mesh ends a slow call to price before the timeout of the gateway, and the product comes without its price.',
  requests: 60,
  sample: 10,
  observe: (traffic, requests) =>
    // The rate is low enough that no request waits for the response to another.
    traffic.load(requests, { requestsPerSecond: 10, headers: { 'x-fault': `price=delay:${DELAY_MS}ms` } }),
  expectations: (report) => [
    assertTimedOut(report),
    assertLatency(
      `responses take at least ${TIMEOUT_MS} ms, half of them less than ${MEDIAN_MS} ms and nine in ten less than ${DELAY_MS} ms`,
      report,
      ({ p50, p90 }) => p50 >= TIMEOUT_MS && p50 < MEDIAN_MS && p90 < DELAY_MS,
    ),
  ],
  controlExpectations: (report) => [
    assertComplete(report),
    assertLatency(`responses take at least ${DELAY_MS} ms`, report, ({ p50 }) => p50 >= DELAY_MS),
  ],
};

function assertTimedOut(report: LoadReport): Assertion {
  const { requests, statuses, degraded } = report;
  const ofPrice = statusesOf(report, 'price');
  const timedOut = Object.entries(ofPrice).filter(([status]) => TIMED_OUT.has(status));
  const calls = timedOut.reduce((sum, [, times]) => sum + times, 0);
  return {
    expected: 'every request gets its product without the price, whose call the mesh has ended',
    observed: `${textOf(statuses)}, ${degraded} degraded; price: ${textOf(ofPrice)}`,
    passed: requests > 0 && statuses[200] === requests && degraded === requests && calls === requests,
  };
}

type Latency = NonNullable<LoadReport['latencyMs']>;

function assertLatency(
  expected: string,
  { latencyMs }: LoadReport,
  isExpected: (latency: Latency) => boolean,
): Assertion {
  if (!latencyMs) return { expected, observed: 'no response', passed: false };
  const { p50, p90, max } = latencyMs;
  const observed = `median ${p50.toFixed()} ms, nine in ten within ${p90.toFixed()} ms, all within ${max.toFixed()} ms`;
  return { expected, observed, passed: isExpected(latencyMs) };
}
