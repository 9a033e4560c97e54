import { run } from '../../libs/testbed/src/run.ts';

/** wrk counts a response that comes later as a failure; by default after two seconds, which a busy machine may need. */
const RESPONSE_TIMEOUT_SECONDS = 10;

/** The last line that wrk.lua has wrk write. */
interface WrkReport extends Readonly<Record<'responses' | 'duration' | 'p50' | 'p99' | 'p99.9', number>> {
  readonly failed: Readonly<Record<string, number>>;
}

/** What came of a load. */
export interface LoadResult {
  readonly responses: number;
  readonly responsesPerSecond: number;
  /** In milliseconds. */
  readonly latency: Readonly<Record<'p50' | 'p99' | 'p99.9', number>>;
}

export interface ClosedLoop {
  /** How many requests are in flight at any time. */
  readonly concurrency: number;
  readonly seconds: number;
  /** A file with a reservation in each line, for requests other than `GET` of the URL: product, option and idempotency key. */
  readonly reservations?: string;
}

/**
 * Sends the next request of a connection as soon as a response has come, by wrk (https://github.com/wg/wrk): the highest
 * throughput of a program. A slow response delays the next request, so that latency is not corrected for coordinated
 * omission; openLoop measures that.
 *
 * @returns no responses if none came in time, as of a program that compiles what 64 requests run on a busy machine
 * @throws Error if a request fails, or has a response that is not 2xx or 3xx
 */
export async function closedLoop(
  url: string,
  { concurrency, seconds, reservations }: ClosedLoop,
  signal: AbortSignal,
): Promise<LoadResult> {
  const connections = [
    `--connections=${concurrency}`,
    '--threads=1',
    `--duration=${seconds}s`,
    `--timeout=${RESPONSE_TIMEOUT_SECONDS}s`,
  ];
  const script = new URL(reservations === undefined ? 'wrk.lua' : 'reservations.lua', import.meta.url).pathname;
  const scriptArguments = reservations === undefined ? [] : ['--', reservations];
  const output = await run('wrk', [...connections, `--script=${script}`, url, ...scriptArguments], { signal });
  const { failed, ...report } = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as WrkReport;
  const failures = Object.entries(failed).filter(([, times]) => times > 0);
  if (failures.length > 0) {
    const times = failures.map(([how, count]) => `${count} failed ${how}`).join(', ');
    throw new Error(`${url} gave ${report.responses} responses; ${times}.`);
  }
  const { responses, duration, p50, p99, 'p99.9': p999 } = report;
  return {
    responses,
    responsesPerSecond: (responses / duration) * 1e6,
    latency: { p50: p50 / 1000, p99: p99 / 1000, 'p99.9': p999 / 1000 },
  };
}
