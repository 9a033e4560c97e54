import { BackgroundProgram } from '../background-program.ts';
import type { LoadReport } from '../load/load-report.ts';
import type { RunningLoad } from '../load/run-load.ts';
import { run } from '../run.ts';

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
  const command = [...node, '--input-type=module', '-', JSON.stringify(options)];
  const load = new BackgroundProgram(command, { stdio: ['pipe', 'pipe', 'pipe'] });
  // If the program ends before it has read all of its input, `printed` rejects with its output.
  load.child.stdin?.on('error', () => undefined).end(program);
  const [pid = ''] = await load.printed(/^\{"pid":(\d+)\}$/m);
  const stop = async () => {
    const [file = '', ...args] = node;
    // Not by a signal to the local program, which a remote one does not get.
    await run(file, [...args, '--eval', 'process.kill(Number(process.argv[1]), "SIGTERM")', pid]);
    const [report = ''] = await load.printed(/^(\{"url":.*\})$/m);
    await load.closed;
    return JSON.parse(report) as LoadReport;
  };
  return {
    stop,
    [Symbol.asyncDispose]: async () => {
      if (!load.hasEnded) await stop().catch(() => undefined);
      await load[Symbol.asyncDispose]();
    },
  };
}
