import { readFileSync } from 'node:fs';

/** The unit in which Linux reports CPU time, whatever the kernel's own clock. */
const MICROSECONDS_PER_TICK = 10_000;

/**
 * The CPU time that a process has used so far with all its threads, in its own code and in the kernel, in microseconds.
 *
 * @throws Error if there is no such process; on any system but Linux always
 */
export function cpuTime(pid: number): number {
  return parseCpuTime(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** The same from the text of /proc/<pid>/stat. */
export function parseCpuTime(stat: string): number {
  // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [utime, stime] = [Number(fields[11]), Number(fields[12])];
  return (utime + stime) * MICROSECONDS_PER_TICK;
}
