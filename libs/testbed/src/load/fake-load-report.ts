// For specs: the report of a load with the fields that scenarios read.
import type { InstanceShare } from './instance-shares.ts';
import type { LoadReport } from './load-report.ts';

/** The version of each pod of a service and the number of calls that it served. */
export type Pods = Readonly<Record<string, readonly [version: string, calls: number]>>;

/** A report in which all requests got status 200 unless the overrides say otherwise. */
export function fakeLoadReport(service: string, pods: Pods, overrides: Partial<LoadReport> = {}): LoadReport {
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
    late: 0,
    statuses: { 200: requests },
    noResponse: 0,
    connectionErrors: {},
    degraded: 0,
    incomplete: null,
    instances,
    ...overrides,
  };
}
