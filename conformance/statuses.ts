import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';
import { sumOfCounts, type Counts } from './sum-of-loads.ts';

/** How many calls of a service ended with each gRPC status, whoever answered them. */
export function statusesOf({ instances }: Pick<LoadReport, 'instances'>, service: string): Counts {
  const ofService = instances.filter((instance) => instance.service === service);
  return ofService.map(({ statuses }) => statuses).reduce<Counts>(sumOfCounts, {});
}

/** For somebody to read. */
export const textOf = (statuses: Counts): string =>
  Object.entries(statuses)
    .map(([status, calls]) => `${calls} × ${status}`)
    .join(', ') || 'none';
