import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';

/** What adds up of several loads, one after the other. */
export type SumOfLoads = Pick<
  LoadReport,
  'requests' | 'failed' | 'noResponse' | 'degraded' | 'statuses' | 'connectionErrors' | 'instances'
>;

/** An instance that took part in several stands there several times. */
export const sumOfLoads = (loads: readonly SumOfLoads[]): SumOfLoads => loads.reduce(sumOfTwo);

function sumOfTwo(a: SumOfLoads, b: SumOfLoads): SumOfLoads {
  return {
    requests: a.requests + b.requests,
    failed: a.failed + b.failed,
    noResponse: a.noResponse + b.noResponse,
    degraded: a.degraded + b.degraded,
    statuses: sumOfCounts(a.statuses, b.statuses),
    connectionErrors: sumOfCounts(a.connectionErrors, b.connectionErrors),
    instances: [...a.instances, ...b.instances],
  };
}

/** How often each of several things happened. */
export type Counts = Readonly<Record<string, number>>;

export function sumOfCounts(a: Counts, b: Counts): Counts {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...keys].map((key) => [key, (a[key] ?? 0) + (b[key] ?? 0)]));
}
