import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';

/** How many calls of each pod ended with each gRPC status. */
export type CountedCalls = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** As the gateway saw them, who calls all others. */
export const countedByGateway = ({ instances }: Pick<LoadReport, 'instances'>): CountedCalls =>
  Object.fromEntries(
    instances
      .filter(({ service }) => service !== 'gateway')
      .map(({ instance, statuses }) => [instance ?? 'nobody', statuses]),
  );

/** What came between two counts, of pods that had any calls. */
export function callsBetween(before: CountedCalls, after: CountedCalls): CountedCalls {
  const pods = Object.entries(after).map(([pod, calls]) => {
    const grown = Object.entries(calls).map(([name, count]) => [name, count - (before[pod]?.[name] ?? 0)] as const);
    return [pod, Object.fromEntries(grown.filter(([, count]) => count !== 0))] as const;
  });
  return Object.fromEntries(pods.filter(([, calls]) => Object.keys(calls).length > 0));
}
