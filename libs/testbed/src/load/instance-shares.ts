import type { Hop } from './product-response.ts';

/** The part of one instance, in one version, in its service's hops. Null stands for hops that got no response. */
export interface InstanceShare {
  readonly service: string;
  readonly version: string | null;
  readonly instance: string | null;
  hops: number;
  /** Of all hops of the service, from 0 to 1. */
  share: number;
  /** How many hops ended with each gRPC status. */
  readonly statuses: Record<string, number>;
  /** How many hops took more than one attempt. */
  retried: number;
  /** How many hops had a fault injected. */
  faults: number;
}

/** Counts hops by service, version and instance. */
export class InstanceShares {
  readonly #counts = new Map<string, InstanceShare>();

  add({ service, version, instance, attempt, status, fault }: Hop): void {
    const key = JSON.stringify([service, version, instance]);
    const none: InstanceShare = { service, version, instance, hops: 0, share: 0, statuses: {}, retried: 0, faults: 0 };
    const count = this.#counts.get(key) ?? none;
    this.#counts.set(key, count);
    count.hops += 1;
    if (status) count.statuses[status] = (count.statuses[status] ?? 0) + 1;
    if (attempt !== null && attempt > 1) count.retried += 1;
    if (fault !== undefined) count.faults += 1;
  }

  /** The services in the order in which they came, and of each its instances by version and name. */
  all(): InstanceShare[] {
    return [...Map.groupBy(this.#counts.values(), ({ service }) => service).values()].flatMap((instances) => {
      const hops = instances.reduce((sum, count) => sum + count.hops, 0);
      return instances.map((count) => ({ ...count, share: count.hops / hops })).toSorted(byVersionAndName);
    });
  }
}

function byVersionAndName(a: InstanceShare, b: InstanceShare): number {
  return sortKey(a) < sortKey(b) ? -1 : 1;
}

function sortKey({ version, instance }: InstanceShare): string {
  const last = '\uFFFF';
  return `${version ?? last} ${instance ?? last}`;
}
