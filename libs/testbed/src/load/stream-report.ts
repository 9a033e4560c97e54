import { textTable } from '#markdown';

import type { InstanceShare } from './instance-shares.ts';

/** How the streams of a run went. */
export interface StreamReport {
  readonly streams: number;
  readonly seconds: number;
  /** Events that arrived, changes among them. */
  readonly events: number;
  readonly changes: number;
  /** Changes that a viewer did not get, although a later one or another viewer had it. */
  readonly lost: number;
  /** Changes that a viewer got again. */
  readonly repeated: number;
  /** Changes that a viewer got after a later one. */
  readonly reordered: number;
  /** How often the data was new, so that a viewer got the whole stock again. */
  readonly restarts: number;
  /** How often a viewer had to connect again, since its response ended. */
  readonly reconnects: number;
  /** How often the gateway opened a stream of inventory again. */
  readonly reopened: number;
  /** The longest time in which a viewer received nothing, heartbeats included. */
  readonly longestGapMs: number;
  /** How many responses had each other status than 200. */
  readonly refused: Readonly<Record<string, number>>;
  /** Error codes of connections, and how often each occurred. */
  readonly connectionErrors: Readonly<Record<string, number>>;
  /** The part of each instance in the streams, by the hop events. */
  readonly instances: readonly InstanceShare[];
}

/** Whether each viewer got each change once and in order. */
export const isComplete = ({ lost, repeated, reordered }: StreamReport): boolean => lost + repeated + reordered === 0;

/** The report for a person to read. */
export function streamText(report: StreamReport): string {
  const { streams, seconds, events, changes, lost, repeated, reordered, instances, refused, connectionErrors } = report;
  const { reconnects, reopened, restarts, longestGapMs } = report;
  const failures = Object.entries({ ...refused, ...connectionErrors }).map(([name, count]) => `${name} ${count}`);
  return [
    `${streams} streams for ${seconds.toFixed(1)} s: ${events} events, of which ${changes} are changes`,
    `${lost} lost, ${repeated} repeated, ${reordered} reordered; longest gap ${(longestGapMs / 1000).toFixed(1)} s`,
    `${reconnects} reconnects of viewers, ${reopened} streams of inventory reopened, ${restarts} restarts with the whole stock`,
    ...(failures.length > 0 ? [`refused or failed: ${failures.join(', ')}`] : []),
    textTable([
      ['service', 'version', 'instance', 'streams', 'share'],
      ...instances.map(({ service, version, instance, hops, share }) => [
        service,
        version ?? '-',
        instance ?? '-',
        `${hops}`,
        `${(100 * share).toFixed(1)} %`,
      ]),
    ]),
  ].join('\n\n');
}
