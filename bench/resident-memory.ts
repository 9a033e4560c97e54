import { readFileSync } from 'node:fs';

import type { RunningProcesses } from '../libs/testbed/src/processes.ts';
import { parseResidentBytes } from './budgets/resident-memory.ts';

/** In megabytes. */
export interface Resident {
  readonly gateway: number;
  /** The largest of the four. */
  readonly backend: number;
}

export function residentMemory({ pids: { gateway, ...backends } }: RunningProcesses): Resident {
  const megabytes = (pid: number) => parseResidentBytes(readFileSync(`/proc/${pid}/status`, 'utf8')) / 1e6;
  return { gateway: megabytes(gateway), backend: Math.max(...Object.values(backends).map(megabytes)) };
}
