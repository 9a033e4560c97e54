// For specs: a load's report, of as much as a scenario looks at.
import type { InstanceShare } from '../libs/testbed/src/load/instance-shares.ts';
import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';

/** How many calls of a service each of its pods answered, and in which version. */
export type Pods = Readonly<Record<string, readonly [version: string, calls: number]>>;

/** All requests were answered with 200, unless it is told otherwise. */
export function observedLoad(service: string, pods: Pods, told: Partial<LoadReport> = {}): LoadReport {
  const instances = Object.entries(pods).map(([instance, [version, hops]]): InstanceShare => {
    return { service, version, instance, hops, share: 0, statuses: { OK: hops }, retried: 0, faults: 0 };
  });
  const requests = instances.reduce((sum, { hops }) => sum + hops, 0);
  return {
    url: 'http://gateway/product/9310301?view=hops',
    requests,
    failed: 0,
    interrupted: false,
    seconds: 1,
    rate: requests,
    latencyMs: null,
    statuses: { 200: requests },
    noResponse: 0,
    connectionErrors: {},
    degraded: 0,
    instances,
    ...told,
  };
}
