import type { ServiceName } from '#configuration';

import { cpuTime, residentBytes } from '../libs/testbed/src/process-stats.ts';
import type { RunningProcesses } from '../libs/testbed/src/processes.ts';
import type { LoadResult } from './load/closed-loop.ts';

/** CPU time of a request, in microseconds; `all` is that of the five services and of the store that is a server of its own. */
export type Cost = Readonly<Record<ServiceName | 'backends' | 'store' | 'all', number>>;

/** The figures of one load of five services. */
export interface Sample extends LoadResult {
  readonly cpu: Cost;
}

/**
 * Loads five services, and measures the CPU time that they use meanwhile.
 *
 * @param storeCpuTime of a server that keeps their data, in microseconds
 */
export async function takeSample(
  { pids }: RunningProcesses,
  load: () => Promise<LoadResult>,
  storeCpuTime: () => number = () => 0,
): Promise<Sample> {
  const names = Object.keys(pids) as ServiceName[];
  const before = names.map((name) => cpuTime(pids[name]));
  const storeBefore = storeCpuTime();
  const result = await load();
  const store = (storeCpuTime() - storeBefore) / result.responses;
  const used = names.map((name, index) => (cpuTime(pids[name]) - (before[index] ?? 0)) / result.responses);
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
