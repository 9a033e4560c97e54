import type { LoadReport } from '../load/load-report.ts';
import type { RunningLoad } from '../load/run-load.ts';
import { startUntilSigterm } from './program-until-sigterm.ts';

/** Enough for 100 requests a second that take up to 300 ms. */
const CONCURRENCY = 32;

/** Requests for a product with its hops, evenly at a rate. */
export interface SteadyLoad {
  /** The base URL of the gateway. */
  readonly url: string;
  readonly requestsPerSecond: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * Starts a load in another container, which runs until it is stopped; resolves when it has begun.
 *
 * @param node a command that runs node there, and passes on its standard input
 * @param program the bundle of load-until-sigterm.ts
 */
export async function startLoadBy(
  node: readonly string[],
  program: string,
  { url, requestsPerSecond, headers = {} }: SteadyLoad,
): Promise<RunningLoad> {
  const options = {
    url: `${url}/product/9310301?view=hops`,
    rate: requestsPerSecond,
    concurrency: CONCURRENCY,
    headers,
  };
  const load = await startUntilSigterm(node, program, options);
  return {
    stop: async () => JSON.parse(await load.stop(/^(\{"url":.*\})$/m)) as LoadReport,
    [Symbol.asyncDispose]: () => load[Symbol.asyncDispose](),
  };
}
