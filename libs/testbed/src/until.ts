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
 * Waits for a condition that need not come true.
 *
 * @returns whether it is true before the time is over or the signal aborts
 * @throws the condition's own error
 */
export async function isTrueWithin(
  condition: () => boolean | Promise<boolean>,
  { timeoutMs, intervalMs = 200, signal }: Omit<UntilOptions, 'what'>,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() >= deadline) return false;
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
    if (signal?.aborted) return false;
  }
  return true;
}

/**
 * Evaluates a condition until it is truthy, with a pause after each try.
 *
 * @returns the first truthy value
 * @throws Error that names what was waited for if the time is over, the condition's own error, or the reason of the signal
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { what, ...options }: UntilOptions,
): Promise<NonNullable<T>> {
  options.signal?.throwIfAborted();
  let value: T | undefined;
  const isTruthy = async () => Boolean((value = await condition()));
  if (await isTrueWithin(isTruthy, options)) return value as NonNullable<T>;
  options.signal?.throwIfAborted();
  throw new Error(`Timed out after ${options.timeoutMs / 1000} s: ${what}.`);
}
