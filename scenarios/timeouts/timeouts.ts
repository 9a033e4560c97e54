import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { claimWhole, type Claim } from '../../conformance/claim.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { statusesOf, textOf } from '../../conformance/statuses.ts';

const TIMEOUT_MS = 300;
/** As far from the mesh's timeout as from the gateway's own, so that a busy machine mistakes none for the other. */
const DELAY_MS = 600;

/** What a proxy says that has given up: Linkerd's the first, Istio's now the one, now the other. */
const GIVEN_UP = new Set(['DEADLINE_EXCEEDED', 'UNAVAILABLE']);

export const scenario: Scenario<LoadReport> = {
  name: 'timeouts',
  position: 100,
  lesson: 'The mesh gives up on a price that is slow, before the gateway would, and the page comes without it.',
  pods: {},
  requests: 60,
  sample: 10,
  observe: (traffic, requests) =>
    // Few, so that none waits until another has been answered.
    traffic.load(requests, { requestsPerSecond: 10, headers: { 'x-fault': `price=delay:${DELAY_MS}ms` } }),
  verdict: (report) => [
    claimGivenUp(report),
    claimLatency(
      `answers take at least ${TIMEOUT_MS} ms, and nine in ten less than ${DELAY_MS} ms`,
      report,
      ({ p50, p90 }) => p50 >= TIMEOUT_MS && p90 < DELAY_MS,
    ),
  ],
  opposite: (report) => [
    claimWhole(report),
    claimLatency(`answers take at least ${DELAY_MS} ms`, report, ({ p50 }) => p50 >= DELAY_MS),
  ],
};

function claimGivenUp(report: LoadReport): Claim {
  const { requests, statuses, degraded } = report;
  const ofPrice = statusesOf(report, 'price');
  const givenUp = Object.entries(ofPrice).filter(([status]) => GIVEN_UP.has(status));
  const calls = givenUp.reduce((sum, [, times]) => sum + times, 0);
  return {
    claim: 'every request gets its product without the price, on which the mesh has given up',
    seen: `${textOf(statuses)}, ${degraded} degraded; price: ${textOf(ofPrice)}`,
    holds: requests > 0 && statuses[200] === requests && degraded === requests && calls === requests,
  };
}

type Latency = NonNullable<LoadReport['latencyMs']>;

function claimLatency(claim: string, { latencyMs }: LoadReport, holds: (latency: Latency) => boolean): Claim {
  if (!latencyMs) return { claim, seen: 'no answer', holds: false };
  const { p50, p90, max } = latencyMs;
  const seen = `median ${p50.toFixed()} ms, nine in ten within ${p90.toFixed()} ms, all within ${max.toFixed()} ms`;
  return { claim, seen, holds: holds(latencyMs) };
}
