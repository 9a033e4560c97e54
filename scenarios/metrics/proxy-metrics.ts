// The metrics that the proxies of a mesh have of the calls to their pods, read from Prometheus. The scrape configuration of
// each mesh, next to this file, gives them the same names.
import { status } from '@grpc/grpc-js';

import type { CallsByPod } from '../../conformance/call-counts.ts';
import { observeUntil } from '../../conformance/observe-until.ts';
import type { Sample } from '../../conformance/prometheus.ts';
import type { Traffic } from '../../conformance/traffic.ts';

type Queryable = Pick<Traffic, 'query'>;

const SETTLE_TIMEOUT_MS = 20_000;
const CALLS = 'sum by (instance, grpc_status) (mesh_calls_total)';
const MEDIANS = 'histogram_quantile(0.5, sum by (instance, le) (rate(mesh_call_duration_ms_bucket[1m])))';
/** Not empty while a proxy has not been scraped since, or has counted a call but not yet its duration. */
const unsettledSince = (time: number) =>
  `min(timestamp(up)) <= ${time} or sum(mesh_calls_total) != sum(mesh_call_duration_ms_count)`;

/** All calls that the proxies have counted since they started. */
export async function countedByProxies(prometheus: Queryable): Promise<CallsByPod> {
  const pods = Map.groupBy(await prometheus.query(CALLS), podOf);
  const statusOf = ({ labels }: Sample) => status[Number(labels['grpc_status'])] ?? 'unknown';
  return Object.fromEntries(
    [...pods].map(([pod, ofPod]) => [pod, Object.fromEntries(ofPod.map((sample) => [statusOf(sample), sample.value]))]),
  );
}

/** The median latency of each pod's calls within the last minute, in milliseconds; NaN without calls. */
export async function medianLatencies(prometheus: Queryable): Promise<Record<string, number>> {
  const medians = await prometheus.query(MEDIANS);
  return Object.fromEntries(medians.map((sample) => [podOf(sample), sample.value]));
}

/** Waits until Prometheus has scraped every proxy after all calls so far; at the deadline the assertions report what is missing. */
export async function untilSettled(prometheus: Queryable): Promise<void> {
  const [now] = await prometheus.query('vector(time())');
  if (!now) return;
  await observeUntil(
    () => prometheus.query(unsettledSince(now.value)),
    ({ length }) => length === 0,
    { timeoutMs: SETTLE_TIMEOUT_MS, what: 'Prometheus has scraped every proxy' },
  );
}

const podOf = ({ labels }: Sample): string => labels['pod'] ?? 'unknown';
