import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { Answered } from './closed-loop.ts';

const run = promisify(execFile);
const MODULE = new URL('vegeta', import.meta.url).pathname;
const FEW_MEGABYTES = 64 * 2 ** 20;

/** Builds what openLoop runs, unless it has been built; false if there is no Go to do so. */
export async function prepareOpenLoop(): Promise<boolean> {
  return await run('go', ['-C', MODULE, 'tool', 'vegeta', '-version']).then(
    () => true,
    () => false,
  );
}

export interface OpenLoop {
  readonly requestsPerSecond: number;
  readonly seconds: number;
}

/**
 * Asks at a steady rate whatever has been answered, as many clients do that know nothing of each other, by vegeta
 * (https://github.com/tsenart/vegeta): no request waits for the answer to another, so that no wait goes uncounted.
 *
 * @throws Error if a request is not answered with 2xx
 */
export async function openLoop(
  url: string,
  { requestsPerSecond, seconds }: OpenLoop,
  signal: AbortSignal,
): Promise<Answered> {
  const vegeta = `go -C ${MODULE} tool vegeta`;
  const attack = `${vegeta} attack -rate=${requestsPerSecond} -duration=${seconds}s | ${vegeta} encode -to=csv`;
  const { stdout } = await run('sh', ['-c', `echo "GET ${url}" | ${attack}`], { signal, maxBuffer: FEW_MEGABYTES });
  const results = stdout.trimEnd().split('\n').map(fieldsOf);
  const failed = results.filter(({ status }) => status < 200 || status > 299);
  if (failed.length > 0) throw new Error(`${url} failed ${failed.length} of ${results.length} requests.`);
  const sorted = results.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
  const percentile = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return {
    answers: results.length,
    answersPerSecond: results.length / seconds,
    latency: { p50: percentile(0.5), p99: percentile(0.99), 'p99.9': percentile(0.999) },
  };
}

/** Of a line of vegeta's CSV: time, status, latency in nanoseconds, and more. */
function fieldsOf(line: string): { status: number; milliseconds: number } {
  const [, status, latency] = line.split(',').map(Number);
  return { status: status ?? 0, milliseconds: (latency ?? 0) / 1e6 };
}
