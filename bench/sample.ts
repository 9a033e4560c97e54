import type { ServiceName } from '#configuration';

import { residentBytes } from '../libs/testbed/src/process-stats.ts';
import type { RunningProcesses } from '../libs/testbed/src/processes.ts';
import type { LoadResult } from './load/closed-loop.ts';
import { clocksOf, measureCpu, type CpuClock } from './used-cpu.ts';

/** CPU time of a request, in microseconds; `all` is that of the five services and of the store that is a server of its own. */
export type Cost = Readonly<Record<ServiceName | 'backends' | 'store' | 'all', number>>;

/** The figures of one load of five services. */
export interface Sample extends LoadResult {
  readonly cpu: Cost;
}

/**
 * Loads five services, and measures the CPU time that they use meanwhile.
 *
 * @param storeCpuTime of a server that keeps their data
 */
export async function takeSample(
  processes: RunningProcesses,
  load: () => Promise<LoadResult>,
  storeCpuTime: CpuClock = () => 0,
): Promise<Sample> {
  const names = Object.keys(processes.pids) as ServiceName[];
  const { result, microseconds } = await measureCpu([storeCpuTime, ...clocksOf(processes, names)], load);
  const [store = 0, ...used] = microseconds.map((each) => each / result.responses);
  const cpu = Object.fromEntries(names.map((name, index) => [name, used[index] ?? 0])) as Record<ServiceName, number>;
  const services = used.reduce((sum, each) => sum + each, 0);
  return { ...result, cpu: { ...cpu, backends: services - cpu.gateway, store, all: services + store } };
}

/** Resident memory, in megabytes. */
export interface Resident {
  readonly gateway: number;
  /** The largest of the four. */
  readonly backend: number;
}

export function residentMemory({ pids: { gateway, ...backends } }: RunningProcesses): Resident {
  const megabytes = (pid: number) => residentBytes(pid) / 1e6;
  return { gateway: megabytes(gateway), backend: Math.max(...Object.values(backends).map(megabytes)) };
}
