import { startContainer } from './container.ts';

const STARTS = 5;

/**
 * How long a service takes from the start of its process until it is ready, in milliseconds: the least of five starts,
 * for whatever else a machine does can only make one longer.
 */
export async function readyTime(image: string, signal: AbortSignal): Promise<number> {
  const times: number[] = [];
  while (times.length < STARTS) {
    signal.throwIfAborted();
    await using container = await startContainer(image);
    times.push(container.readyMs);
  }
  return Math.min(...times);
}
