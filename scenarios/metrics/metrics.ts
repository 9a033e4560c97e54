import { isDeepStrictEqual } from 'node:util';

import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { claimShare, type Claim } from '../../conformance/claim.ts';
import { callsBetween, countedByGateway, type CountedCalls } from '../../conformance/counted-calls.ts';
import { countedByProxies, medianLatencies, untilSettled } from '../../conformance/proxy-metrics.ts';
import type { Scenario } from '../../conformance/scenario.ts';

interface Observed {
  readonly report: LoadReport;
  /** How many pods Prometheus asked. */
  readonly asked: number;
  /** By their proxies, meanwhile. */
  readonly counted: CountedCalls;
  /** Of each pod's calls, in milliseconds; NaN without calls. */
  readonly medians: Readonly<Record<string, number>>;
}

const FAILING = 0.3;
const DELAY_MS = 120;
/** A bound between buckets of both meshes' histograms. */
const SURELY_SLOW_MS = 100;

export const scenario: Scenario<Observed> = {
  name: 'metrics',
  position: 160,
  lesson: "Each pod's calls, failures and latency are known without asking the application: its proxy counts them.",
  pods: { 'price-v1': 2 },
  requests: 400,
  sample: 100,
  observe: async (traffic, requests) => {
    await untilSettled(traffic);
    const before = await countedByProxies(traffic);
    const headers = { 'x-fault': `price=INTERNAL;percent=${100 * FAILING}, inventory=delay:${DELAY_MS}ms` };
    const report = await traffic.load(requests, { headers });
    await untilSettled(traffic);
    const { length: asked } = await traffic.query('up');
    const counted = callsBetween(before, await countedByProxies(traffic));
    return { report, asked, counted, medians: await medianLatencies(traffic) };
  },
  verdict: ({ report, counted, medians }) => [
    claimSameCounts(report, counted),
    claimFailures(report, counted),
    claimLatency(report, medians),
  ],
  opposite: ({ asked, counted }) => {
    const telling = Object.keys(counted).length;
    return [{ claim: 'no pod tells of its calls', seen: `${telling} of ${asked}`, holds: asked > 0 && telling === 0 }];
  },
};

const podsOf = ({ instances }: LoadReport, backend: string) =>
  instances.flatMap(({ service, instance }) => (service === backend && instance !== null ? [instance] : []));

function claimSameCounts(report: LoadReport, counted: CountedCalls): Claim {
  const calls = (ofPod: CountedCalls[string]) => Object.entries(ofPod).map(([name, count]) => `${count} ${name}`);
  const seen = Object.entries(counted).map(([pod, ofPod]) => `${pod} ${calls(ofPod).join(' and ')}`);
  return {
    claim: 'of each pod its proxy has counted the calls that the gateway saw, by gRPC status',
    seen: seen.join(', ') || 'none',
    holds: podsOf(report, 'price').length === 2 && isDeepStrictEqual(counted, countedByGateway(report)),
  };
}

function claimFailures(report: LoadReport, counted: CountedCalls): Claim {
  const ofPrice = podsOf(report, 'price').map((pod) => counted[pod] ?? {});
  const failed = ofPrice.reduce((sum, { INTERNAL = 0 }) => sum + INTERNAL, 0);
  const all = ofPrice.flatMap((calls) => Object.values(calls)).reduce((sum, count) => sum + count, 0);
  return claimShare("30 % of price's calls fail", [failed, all], ({ from, to }) => from <= FAILING && FAILING <= to);
}

function claimLatency(report: LoadReport, medians: Observed['medians']): Claim {
  const pods = Object.keys(countedByGateway(report));
  const slow = podsOf(report, 'inventory');
  return {
    claim: `each pod has a median latency; inventory, told to take ${DELAY_MS} ms longer, one of ${SURELY_SLOW_MS} ms or more`,
    seen: pods.map((pod) => `${pod} ${medians[pod]?.toFixed(0)} ms`).join(', ') || 'none',
    holds:
      slow.length > 0 &&
      pods.every((pod) => Number.isFinite(medians[pod])) &&
      slow.every((pod) => (medians[pod] ?? 0) >= SURELY_SLOW_MS),
  };
}
