// What a mesh's proxies tell of the calls that reach their pods, as Prometheus has it. k8s/*/scenarios/metrics gives it the
// same names on each mesh.
import { status } from '@grpc/grpc-js';

import type { CountedCalls } from './counted-calls.ts';
import type { Sample } from './prometheus.ts';
import type { Traffic } from './traffic.ts';

type Queryable = Pick<Traffic, 'query'>;

const SETTLED_WITHIN_MS = 20_000;
const CALLS = 'sum by (instance, grpc_status) (mesh_calls_total)';
const MEDIANS = 'histogram_quantile(0.5, sum by (instance, le) (rate(mesh_call_duration_ms_bucket[1m])))';
/** Says something while a proxy has not been asked since, or has counted a call but not yet its duration. */
const unsettledSince = (time: number) =>
  `min(timestamp(up)) <= ${time} or sum(mesh_calls_total) != sum(mesh_call_duration_ms_count)`;

/** All calls that were ever counted. */
export async function countedByProxies(prometheus: Queryable): Promise<CountedCalls> {
  const pods = Map.groupBy(await prometheus.query(CALLS), podOf);
  const statusOf = ({ labels }: Sample) => status[Number(labels['grpc_status'])] ?? 'unknown';
  return Object.fromEntries(
    [...pods].map(([pod, ofPod]) => [pod, Object.fromEntries(ofPod.map((sample) => [statusOf(sample), sample.value]))]),
  );
}

/** How long the calls of each pod took within the last minute: their median, in milliseconds; NaN without calls. */
export async function medianLatencies(prometheus: Queryable): Promise<Record<string, number>> {
  const medians = await prometheus.query(MEDIANS);
  return Object.fromEntries(medians.map((sample) => [podOf(sample), sample.value]));
}

/** Waits for Prometheus to know all that has happened so far; what it then knows tells whether it does. */
export async function untilSettled(prometheus: Queryable): Promise<void> {
  const [now] = await prometheus.query('vector(time())');
  if (!now) return;
  const end = performance.now() + SETTLED_WITHIN_MS;
  while (performance.now() < end && (await prometheus.query(unsettledSince(now.value))).length > 0);
}

const podOf = ({ labels }: Sample): string => labels['pod'] ?? 'unknown';
