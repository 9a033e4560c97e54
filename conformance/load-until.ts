import type { LoadReport } from '../libs/testbed/src/load/load-report.ts';
import type { Traffic } from './traffic.ts';

/** Loads of so many requests, one after the other, until something is done, one at least. It fails if that does. */
export async function loadUntil(
  done: Promise<unknown>,
  traffic: Pick<Traffic, 'load'>,
  requests: number,
): Promise<LoadReport[]> {
  const isDone = done.then(() => true);
  const loading = async () => {
    const loads: LoadReport[] = [];
    do {
      loads.push(await traffic.load(requests));
    } while (!(await Promise.race([isDone, false])));
    return loads;
  };
  // Both from the start: a failure in the middle of a load would be nobody's, and end the run without cleaning up.
  const [loads] = await Promise.all([loading(), isDone]);
  return loads;
}
