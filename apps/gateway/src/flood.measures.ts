// What flood.spec.ts measures of the gateway.
import { readFileSync } from 'node:fs';

/** The resident memory of a process in MiB, now (VmRSS) or at its peak (VmHWM), as Linux has it below /proc. */
export function memoryMib(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(text)?.[1]) / 1024;
}

/** The text of /metrics, read on a connection of its own. */
export const readMetrics = async (httpPort: number): Promise<string> =>
  (await fetch(`http://127.0.0.1:${httpPort}/metrics`, { headers: { connection: 'close' } })).text();

/** The value of a metric, summed over its labels. */
export const sumOf = (text: string, name: string): number =>
  [...text.matchAll(new RegExp(`^${name}\\S* (\\d+)$`, 'gm'))].reduce((sum, [, count]) => sum + Number(count), 0);
