import { setTimeout } from 'node:timers/promises';

/** When a request counts as sent; undefined if the run ends before it is due. */
export async function untilDue(due: number, signal: AbortSignal): Promise<number | undefined> {
  let now = performance.now();
  if (now >= due) return due;
  try {
    // A timer fires on whole milliseconds, and may do so before the fraction is over.
    for (; now < due; now = performance.now()) await setTimeout(Math.ceil(due - now), undefined, { signal });
  } catch {
    return undefined;
  }
  // How late a timer fires is this program's doing, not the server's.
  return now;
}
