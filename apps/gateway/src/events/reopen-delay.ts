const FIRST_MS = 100;
const MAX_MS = 5000;

/**
 * How long to wait before a stream is opened again: exponential backoff with full jitter, so that the streams of a backend that
 * restarts do not all come back at once.
 *
 * @param failures how many streams have ended in a row, this one included, from 1
 * @param random from 0 to 1
 */
export function reopenDelayMs(failures: number, random = Math.random()): number {
  return Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10)) * random;
}
