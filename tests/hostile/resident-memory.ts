import { setTimeout as sleep } from 'node:timers/promises';

import { residentBytes } from '../../libs/testbed/src/process-stats.ts';

const SAMPLE_INTERVAL_MS = 500;

/** Has a service collect garbage on SIGUSR2, so that what is left is what it holds. */
export const COLLECT_GARBAGE_FLAGS = [
  '--expose-gc',
  '--import',
  `data:text/javascript,process.on('SIGUSR2',()=>globalThis.gc())`,
] as const;

/** Bytes of a process that runs with COLLECT_GARBAGE_FLAGS, after a full collection. Linux only. */
export async function residentBytesAfterGc(pid: number): Promise<number> {
  process.kill(pid, 'SIGUSR2');
  await sleep(SAMPLE_INTERVAL_MS);
  return residentBytes(pid);
}

/**
 * Bytes of a process once they are at most a bound, or when the time is over.
 *
 * @param timeoutMs how long a process may take to free what connections held
 */
export async function residentBytesWithin(pid: number, bound: number, timeoutMs: number): Promise<number> {
  for (const deadline = Date.now() + timeoutMs; ;) {
    const bytes = await residentBytesAfterGc(pid);
    if (bytes <= bound || Date.now() > deadline) return bytes;
  }
}
