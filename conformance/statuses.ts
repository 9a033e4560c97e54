import type { LoadReport } from '../scripts/load/load-report.ts';

/** How many calls of a service ended with each gRPC status, whoever answered them. */
export function statusesOf({ instances }: Pick<LoadReport, 'instances'>, service: string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { statuses } of instances.filter((instance) => instance.service === service))
    for (const [status, calls] of Object.entries(statuses)) sums[status] = (sums[status] ?? 0) + calls;
  return sums;
}

/** For somebody to read. */
export const textOf = (statuses: Readonly<Record<string, number>>): string =>
  Object.entries(statuses)
    .map(([status, calls]) => `${calls} × ${status}`)
    .join(', ') || 'none';
