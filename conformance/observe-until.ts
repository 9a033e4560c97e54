import { until, type UntilOptions } from '../libs/testbed/src/until.ts';

/**
 * Observes again and again until an observation is sufficient, and resolves with the last one. At the deadline that one is
 * insufficient, and the assertions on it report why. A failed observation rejects at once.
 */
export async function observeUntil<T>(
  observe: () => Promise<T>,
  isSufficient: (observed: T) => boolean,
  options: UntilOptions,
): Promise<T> {
  const last: { observed?: T } = {};
  try {
    await until(async () => {
      delete last.observed;
      const observed = await observe();
      last.observed = observed;
      return isSufficient(observed);
    }, options);
  } catch (error) {
    if (!('observed' in last) || options.signal?.aborted) throw error;
  }
  return last.observed as T;
}
