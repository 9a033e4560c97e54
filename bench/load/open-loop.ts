import { run } from '../../libs/testbed/src/run.ts';
import type { LoadResult } from './closed-loop.ts';

const MODULE = 'bench/load/vegeta';
const PROGRAM = 'dist/bench/vegeta';

/** Builds what openLoop runs, unless it has been built; false if Go is missing. */
export async function prepareOpenLoop(): Promise<boolean> {
  // Not run by `go tool`, which looks for changes at each start, beside the first requests.
  return await run('go', ['-C', MODULE, 'build', '-o', `../../../${PROGRAM}`, 'github.com/tsenart/vegeta/v12']).then(
    () => true,
    () => false,
  );
}

export interface OpenLoop {
  readonly requestsPerSecond: number;
  readonly seconds: number;
}

/**
 * Sends requests at a steady rate, however many responses have come, as many independent clients do, by vegeta
 * (https://github.com/tsenart/vegeta): no request waits for the response to another, so that every wait is counted.
 *
 * @throws Error if a response is not 2xx
 */
export async function openLoop(
  url: string,
  { requestsPerSecond, seconds }: OpenLoop,
  signal: AbortSignal,
): Promise<LoadResult> {
  const attack = `${PROGRAM} attack -rate=${requestsPerSecond} -duration=${seconds}s | ${PROGRAM} encode -to=csv`;
  const output = await run('sh', ['-c', `echo "GET ${url}" | ${attack}`], { signal });
  const results = output.trimEnd().split('\n').map(fieldsOf);
  const failed = results.filter(({ status }) => status < 200 || status > 299);
  if (failed.length > 0) throw new Error(`${url} failed ${failed.length} of ${results.length} requests.`);
  const sorted = results.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
  const percentile = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return {
    responses: results.length,
    responsesPerSecond: results.length / seconds,
    latency: { p50: percentile(0.5), p99: percentile(0.99), 'p99.9': percentile(0.999) },
  };
}

/** Of a line of vegeta's CSV: time, status, latency in nanoseconds, and more. */
function fieldsOf(line: string): { status: number; milliseconds: number } {
  const [, status, latency] = line.split(',').map(Number);
  return { status: status ?? 0, milliseconds: (latency ?? 0) / 1e6 };
}
