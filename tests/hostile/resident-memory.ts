import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { parseResidentBytes } from '../../bench/budgets/resident-memory.ts';

const SAMPLE_EVERY_MS = 500;

/** Has a service collect garbage when it is told to by SIGUSR2, so that what is left is what it holds. */
export const COLLECT_GARBAGE_FLAGS = [
  '--expose-gc',
  '--import',
  `data:text/javascript,process.on('SIGUSR2',()=>globalThis.gc())`,
] as const;

/** Bytes of a process that runs with COLLECT_GARBAGE_FLAGS, after a full collection. Linux alone tells. */
export async function residentBytes(pid: number): Promise<number> {
  process.kill(pid, 'SIGUSR2');
  await sleep(SAMPLE_EVERY_MS);
  return parseResidentBytes(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

/**
 * Bytes of a process once they are at most a bound, or when the time is over.
 *
 * @param timeoutMs how long a process may take to let go of what connections held
 */
export async function residentBytesWithin(pid: number, bound: number, timeoutMs: number): Promise<number> {
  for (const deadline = Date.now() + timeoutMs; ;) {
    const bytes = await residentBytes(pid);
    if (bytes <= bound || Date.now() > deadline) return bytes;
  }
}
