import { residentBytes } from '../libs/testbed/src/process-stats.ts';
import type { RunningProcesses } from '../libs/testbed/src/processes.ts';

/** In megabytes. */
export interface Resident {
  readonly gateway: number;
  /** The largest of the four. */
  readonly backend: number;
}

export function residentMemory({ pids: { gateway, ...backends } }: RunningProcesses): Resident {
  const megabytes = (pid: number) => residentBytes(pid) / 1e6;
  return { gateway: megabytes(gateway), backend: Math.max(...Object.values(backends).map(megabytes)) };
}
