import { isDeepStrictEqual } from 'node:util';

import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { type Assertion, assertShare, contains } from '../../conformance/assertion.ts';
import { callsBetween, type CallsByPod, callsReportedByGateway } from '../../conformance/call-counts.ts';
import { countedByProxies, medianLatencies, untilSettled } from './proxy-metrics.ts';
import type { Scenario } from '../../conformance/scenario.ts';

interface Observed {
  readonly report: LoadReport;
  /** The number of targets that Prometheus scrapes. */
  readonly targets: number;
  /** The calls that the proxies counted during the load. */
  readonly counted: CallsByPod;
  /** The median latency of each pod's calls, in milliseconds; NaN without calls. */
  readonly medians: Readonly<Record<string, number>>;
}

const FAILING = 0.3;
const DELAY_MS = 120;
/** A boundary of a bucket in the histograms of both meshes. */
const SLOW_MS = 100;

export const scenario: Scenario<Observed> = {
  name: 'metrics',
  position: 160,
  description: "Each pod's proxy counts its calls, failures and latency, without any metrics of the application.",
  pods: { 'price-v1': 2 },
  requests: 400,
  sample: 100,
  observe: async (traffic, requests) => {
    await untilSettled(traffic);
    const before = await countedByProxies(traffic);
    const headers = { 'x-fault': `price=INTERNAL;percent=${100 * FAILING}, inventory=delay:${DELAY_MS}ms` };
    const report = await traffic.load(requests, { headers });
    await untilSettled(traffic);
    const { length: targets } = await traffic.query('up');
    const counted = callsBetween(before, await countedByProxies(traffic));
    return { report, targets, counted, medians: await medianLatencies(traffic) };
  },
  expectations: ({ report, counted, medians }) => [
    assertSameCounts(report, counted),
    assertFailures(report, counted),
    assertLatency(report, medians),
  ],
  controlExpectations: ({ targets, counted }) => {
    const pods = Object.keys(counted).length;
    return [
      {
        expected: 'no pod has metrics of its calls',
        observed: `${pods} of ${targets}`,
        passed: targets > 0 && pods === 0,
      },
    ];
  },
};

const podsOf = ({ instances }: LoadReport, backend: string) =>
  instances.flatMap(({ service, instance }) => (service === backend && instance !== null ? [instance] : []));

function assertSameCounts(report: LoadReport, counted: CallsByPod): Assertion {
  const calls = (ofPod: CallsByPod[string]) => Object.entries(ofPod).map(([name, count]) => `${count} ${name}`);
  const observed = Object.entries(counted).map(([pod, ofPod]) => `${pod} ${calls(ofPod).join(' and ')}`);
  return {
    expected: 'the proxy of each pod counted the calls that the gateway reports, by gRPC status',
    observed: observed.join(', ') || 'none',
    passed: podsOf(report, 'price').length === 2 && isDeepStrictEqual(counted, callsReportedByGateway(report)),
  };
}

function assertFailures(report: LoadReport, counted: CallsByPod): Assertion {
  const ofPrice = podsOf(report, 'price').map((pod) => counted[pod] ?? {});
  const failed = ofPrice.reduce((sum, { INTERNAL = 0 }) => sum + INTERNAL, 0);
  const all = ofPrice.flatMap((calls) => Object.values(calls)).reduce((sum, count) => sum + count, 0);
  return assertShare("30 % of price's calls fail", [failed, all], contains(FAILING));
}

function assertLatency(report: LoadReport, medians: Observed['medians']): Assertion {
  const pods = Object.keys(callsReportedByGateway(report));
  const slow = podsOf(report, 'inventory');
  return {
    expected: `each pod has a median latency; that of inventory, delayed by ${DELAY_MS} ms, is ${SLOW_MS} ms or more`,
    observed: pods.map((pod) => `${pod} ${medians[pod]?.toFixed(0)} ms`).join(', ') || 'none',
    passed:
      slow.length > 0 &&
      pods.every((pod) => Number.isFinite(medians[pod])) &&
      slow.every((pod) => (medians[pod] ?? 0) >= SLOW_MS),
  };
}
