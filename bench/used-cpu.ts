import type { ServiceName } from '#configuration';

import { cpuTime } from '../libs/testbed/src/process-stats.ts';
import type { RunningProcesses } from '../libs/testbed/src/processes.ts';

/** CPU time so far, in microseconds. */
export type CpuClock = () => number;

/** What some work resulted in, and the CPU time that was used meanwhile. */
export interface UsedCpu<T> {
  readonly result: T;
  /** In microseconds, by each clock. */
  readonly microseconds: readonly number[];
  /** The same for each second that the work took. */
  readonly perSecond: readonly number[];
}

/** Does some work, and measures the CPU time that is used meanwhile by each of several clocks. */
export async function measureCpu<T>(clocks: readonly CpuClock[], work: () => Promise<T>): Promise<UsedCpu<T>> {
  const startedAt = performance.now();
  const before = clocks.map((clock) => clock());
  const result = await work();
  const microseconds = clocks.map((clock, index) => clock() - (before[index] ?? 0));
  const seconds = (performance.now() - startedAt) / 1000;
  return { result, microseconds, perSecond: microseconds.map((each) => each / seconds) };
}

/** The clocks of some of the five services. */
export const clocksOf = ({ pids }: RunningProcesses, services: readonly ServiceName[]): readonly CpuClock[] =>
  services.map((service) => () => cpuTime(pids[service]));
