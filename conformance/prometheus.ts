import * as v from 'valibot';

import type { Answer } from '../libs/testbed/src/cluster/client.ts';
import { NAMESPACE } from '../libs/testbed/src/cluster/cluster.ts';
import { getObject } from '../libs/testbed/src/cluster/kubectl.ts';

/** A value in what Prometheus answers. */
export interface Sample {
  /** Among them `pod`, where Prometheus knows only the address of one. */
  readonly labels: Readonly<Record<string, string>>;
  /** NaN, where there is nothing to compute. */
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

/** Asks the shop's Prometheus in PromQL for a vector; none, while it does not answer. */
export async function askPrometheus(promql: string, get: (url: string) => Promise<Answer>): Promise<Sample[]> {
  const query = new URLSearchParams({ query: promql });
  const answer = await get(`http://prometheus.${NAMESPACE}:9090/api/v1/query?${query}`);
  return 'body' in answer && answer.status === 200 ? samplesOf(answer.body, await podsByAddress()) : [];
}

/**
 * @param body of Prometheus' answer
 * @param pods their names by their addresses
 */
export function samplesOf(body: string, pods: ReadonlyMap<string, string>): Sample[] {
  return v.parse(Result, body).data.result.map(({ metric, value: [, value] }) => {
    const pod = pods.get(metric['instance']?.replace(/:\d+$/, '') ?? '');
    return { labels: { ...metric, ...(pod !== undefined && { pod }) }, value: Number(value) };
  });
}

async function podsByAddress(): Promise<Map<string, string>> {
  const { items } = await getObject<{ items: { metadata: { name: string }; status: { podIP?: string } }[] }>(
    'pods',
    `--namespace=${NAMESPACE}`,
  );
  return new Map(items.flatMap(({ metadata: { name }, status: { podIP } }) => (podIP ? [[podIP, name] as const] : [])));
}
