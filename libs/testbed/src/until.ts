import { setTimeout as sleep } from 'node:timers/promises';

export interface UntilOptions {
  readonly timeoutMs: number;
  /** The pause between two tries; 200 unless given. */
  readonly intervalMs?: number;
  /** What is waited for, for the message of the error: `the gateway is ready`. */
  readonly what: string;
  /** Ends the wait early. */
  readonly signal?: AbortSignal;
}

/**
 * Evaluates a condition until it is truthy, with a pause after each try.
 *
 * @returns the first truthy value
 * @throws Error that names what was waited for if the time is over, the condition's own error, or the reason of the signal
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { timeoutMs, intervalMs = 200, what, signal }: UntilOptions,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const value = await condition();
    if (value) return value;
    if (performance.now() >= deadline) throw new Error(`Timed out after ${timeoutMs / 1000} s: ${what}.`);
    await sleep(intervalMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}
