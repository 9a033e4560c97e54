import { isDeepStrictEqual } from 'node:util';

import type { LoadReport } from '../../scripts/load/load-report.ts';
import { claimShare, type Claim } from '../claim.ts';
import { callsBetween, countedByGateway, countedByProxies, type CountedCalls } from '../counted-calls.ts';
import type { Scenario } from '../scenario.ts';
import type { Traffic } from '../traffic.ts';

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
const SETTLED_WITHIN_MS = 20_000;

const CALLS = 'sum by (instance, grpc_status) (mesh_calls_total)';
const MEDIANS = 'histogram_quantile(0.5, sum by (instance, le) (rate(mesh_call_duration_ms_bucket[1m])))';
/** Says something while a proxy has not been asked since, or has counted a call but not yet its duration. */
const unsettledSince = (time: number) =>
  `min(timestamp(up)) <= ${time} or sum(mesh_calls_total) != sum(mesh_call_duration_ms_count)`;

export const metrics: Scenario<Observed> = {
  name: 'metrics',
  lesson: "Each pod's calls, failures and latency are known without asking the application: its proxy counts them.",
  pods: { 'price-v1': 2 },
  requests: 400,
  sample: 100,
  observe: async (traffic, requests) => {
    const before = countedByProxies(await traffic.query(CALLS));
    const headers = { 'x-fault': `price=INTERNAL;percent=${100 * FAILING}, inventory=delay:${DELAY_MS}ms` };
    const report = await traffic.load(requests, { headers });
    await settle(traffic);
    const asked = await traffic.query('up');
    const counted = callsBetween(before, countedByProxies(await traffic.query(CALLS)));
    const medians = (await traffic.query(MEDIANS)).map(({ labels, value }) => [labels['pod'] ?? 'unknown', value]);
    return { report, asked: asked.length, counted, medians: Object.fromEntries(medians) };
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

async function settle(traffic: Traffic): Promise<void> {
  const [now] = await traffic.query('vector(time())');
  if (!now) return;
  const end = performance.now() + SETTLED_WITHIN_MS;
  while (performance.now() < end && (await traffic.query(unsettledSince(now.value))).length > 0);
}

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
    claim: `half of all calls of inventory, which takes ${DELAY_MS} ms longer, took ${SURELY_SLOW_MS} ms or more`,
    seen: pods.map((pod) => `${pod} ${medians[pod]?.toFixed(0)} ms`).join(', ') || 'none',
    holds:
      slow.length > 0 &&
      pods.every((pod) => Number.isFinite(medians[pod])) &&
      slow.every((pod) => (medians[pod] ?? 0) >= SURELY_SLOW_MS),
  };
}
