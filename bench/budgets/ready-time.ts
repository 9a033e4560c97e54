import { startContainer } from './container.ts';

const STARTS = 5;
/** While none of them is within the budget, the machine may be busy. */
const STARTS_AT_MOST = 30;

/**
 * How long a service takes from the start of its process until it is ready, in milliseconds: the least of five starts or
 * more, for whatever else a machine does can only make one longer.
 */
export async function readyTime(image: string, budgetMs: number, signal: AbortSignal): Promise<number> {
  let least = Infinity;
  for (let starts = 0; starts < STARTS || (least > budgetMs && starts < STARTS_AT_MOST); starts += 1) {
    signal.throwIfAborted();
    await using container = await startContainer(image);
    least = Math.min(least, container.readyMs);
  }
  return least;
}
