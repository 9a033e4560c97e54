// Counts of calls in the reports of loads: by version, instance and gRPC status.
import type { InstanceShare } from '../libs/testbed/src/load/instance-shares.ts';
import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';

type Instances = Pick<LoadReport, 'instances'>;

/** How many calls of a service its instances served, or those of them that are selected. */
export function callsTo(
  { instances }: Instances,
  service: string,
  isSelected: (instance: InstanceShare) => boolean = () => true,
): number {
  const selected = instances.filter((each) => each.service === service && each.instance && isSelected(each));
  return selected.reduce((sum, { hops }) => sum + hops, 0);
}

/** The calls of a service that one of its versions served, and all that were served. */
export const shareOfVersion = (report: Instances, service: string, version: string): readonly [number, number] => [
  callsTo(report, service, (instance) => instance.version === version),
  callsTo(report, service),
];

/** The names of the instances of a service that served at least one call with status OK. */
export const instancesServing = ({ instances }: Instances, service: string): ReadonlySet<string | null> =>
  new Set(instances.filter((each) => each.service === service && each.statuses['OK']).map(({ instance }) => instance));

/** Numbers of occurrences by name, such as by gRPC status. */
export type Counts = Readonly<Record<string, number>>;

/** How many calls of a service ended with each gRPC status, including those that no instance served. */
export const statusesOf = ({ instances }: Instances, service: string): Counts =>
  instances
    .filter((instance) => instance.service === service)
    .map(({ statuses }) => statuses)
    .reduce<Counts>(sumOfCounts, {});

/** Such as `3 × OK, 1 × UNAVAILABLE`. */
export const textOf = (counts: Counts): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} × ${name}`)
    .join(', ') || 'none';

/** The numbers of several consecutive loads that can be added up. */
export type SumOfLoads = Pick<
  LoadReport,
  'requests' | 'failed' | 'noResponse' | 'degraded' | 'statuses' | 'connectionErrors' | 'instances'
>;

/** Adds up loads. An instance that took part in several of them is listed several times. */
export const sumOfLoads = (loads: readonly SumOfLoads[]): SumOfLoads =>
  loads.reduce((a, b) => ({
    requests: a.requests + b.requests,
    failed: a.failed + b.failed,
    noResponse: a.noResponse + b.noResponse,
    degraded: a.degraded + b.degraded,
    statuses: sumOfCounts(a.statuses, b.statuses),
    connectionErrors: sumOfCounts(a.connectionErrors, b.connectionErrors),
    instances: [...a.instances, ...b.instances],
  }));

/** The requests that got no complete product, and all, as a share. */
export const lossOf = ({
  failed,
  degraded,
  requests,
}: Pick<SumOfLoads, 'failed' | 'degraded' | 'requests'>): readonly [number, number] => [failed + degraded, requests];

/** Such as `, over 3.0 s` for the time in which requests got no complete product; empty if each got one. */
export const incompleteTimeOf = ({ incomplete }: Pick<LoadReport, 'incomplete'>): string =>
  incomplete ? `, over ${(incomplete.to - incomplete.from).toFixed(1)} s` : '';

/** Adds up counts by name. */
export function sumOfCounts(a: Counts, b: Counts): Counts {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...names].map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]));
}

/** How many calls to each pod ended with each gRPC status. */
export type CallsByPod = Readonly<Record<string, Counts>>;

/** Calls to the backends as the gateway, their only client, reports them. */
export const callsReportedByGateway = ({ instances }: Instances): CallsByPod =>
  Object.fromEntries(
    instances
      .filter(({ service }) => service !== 'gateway')
      .map(({ instance, statuses }) => [instance ?? 'no instance', statuses]),
  );

/** The increase from one count to a later one, of the pods that had any calls. */
export function callsBetween(before: CallsByPod, after: CallsByPod): CallsByPod {
  const pods = Object.entries(after).map(([pod, calls]) => {
    const grown = Object.entries(calls).map(([name, count]) => [name, count - (before[pod]?.[name] ?? 0)] as const);
    return [pod, Object.fromEntries(grown.filter(([, count]) => count !== 0))] as const;
  });
  return Object.fromEntries(pods.filter(([, calls]) => Object.keys(calls).length > 0));
}
