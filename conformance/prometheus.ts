import * as v from 'valibot';

import type { HttpResult } from '../libs/testbed/src/cluster/client-pod.ts';
import { podsIn } from '../libs/testbed/src/cluster/workloads.ts';

/** One element of a vector. */
export interface Sample {
  /** The labels of the series, and `pod` with the name of the pod at the address in `instance`. */
  readonly labels: Readonly<Record<string, string>>;
  /** NaN for a quantile without observations. */
  readonly value: number;
}

const Result = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    data: v.object({
      result: v.array(v.object({ metric: v.record(v.string(), v.string()), value: v.tuple([v.number(), v.string()]) })),
    }),
  }),
);

/** Evaluates PromQL to a vector in Prometheus; an empty one while Prometheus does not respond. */
export async function queryPrometheus(
  promql: string,
  namespace: string,
  get: (url: string) => Promise<HttpResult>,
): Promise<Sample[]> {
  const query = new URLSearchParams({ query: promql });
  const response = await get(`http://prometheus.${namespace}:9090/api/v1/query?${query}`);
  return 'body' in response && response.status === 200 ? samplesOf(response.body, await podsByAddress(namespace)) : [];
}

/**
 * Parses a response of the HTTP API of Prometheus.
 *
 * @param pods the names of pods by their addresses
 */
export function samplesOf(body: string, pods: ReadonlyMap<string, string>): Sample[] {
  return v.parse(Result, body).data.result.map(({ metric, value: [, value] }) => {
    const pod = pods.get(metric['instance']?.replace(/:\d+$/, '') ?? '');
    return { labels: { ...metric, ...(pod !== undefined && { pod }) }, value: Number(value) };
  });
}

async function podsByAddress(namespace: string): Promise<Map<string, string>> {
  const pods = await podsIn(namespace);
  return new Map(pods.flatMap(({ metadata: { name }, status: { podIP } }) => (podIP ? [[podIP, name] as const] : [])));
}
