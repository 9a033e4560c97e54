// CPU time and memory of a process, as Linux has them below /proc.
import { readdirSync, readFileSync } from 'node:fs';

/**
 * The CPU time that a process has used so far with all its threads, in its own code and in the kernel, in microseconds.
 * It is the scheduler's: /proc/<pid>/stat counts in steps of 10 ms, a tenth of what a short sample takes.
 *
 * @throws Error if there is no such process; on any system but Linux always
 */
export function cpuTime(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'));
  return nanoseconds.reduce((sum, text) => sum + Number.parseInt(text, 10), 0) / 1000;
}

/** The same of a process and the processes that it started and that still run, as those of PostgreSQL's connections. */
export function cpuTimeWithChildren(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return children.reduce((sum, child) => sum + cpuTimeUnlessEnded(child), cpuTime(pid));
}

/** Another process can end at any time, even while its threads are read. */
function cpuTimeUnlessEnded(pid: number): number {
  try {
    return cpuTime(pid);
  } catch {
    return 0;
  }
}

/**
 * The resident memory of a process, in bytes.
 *
 * @throws Error if there is no such process; on any system but Linux always
 */
export const residentBytes = (pid: number): number => parseResidentBytes(readFileSync(`/proc/${pid}/status`, 'utf8'));

/** @param status the text of /proc/<pid>/status */
export function parseResidentBytes(status: string): number {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  if (!kibibytes) throw new Error('The status has no VmRSS: the process has ended.');
  return 1024 * Number(kibibytes);
}
