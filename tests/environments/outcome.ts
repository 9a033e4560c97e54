import { npmStart, type NpmStartOptions } from '../../libs/testbed/src/npm-start.ts';
import { processesOf } from '../../libs/testbed/src/processes-of.ts';
import { until } from '../../libs/testbed/src/until.ts';

const READY_TIMEOUT_MS = 600_000;

/** What came of `npm start`. */
export interface Outcome {
  /** The last response to GET /product/9310301; empty if there was none. */
  readonly product: string;
  readonly output: string;
  /** The exit code; null if a signal ended it. */
  readonly code: number | null;
  /** The processes of the checkout that are left. */
  readonly left: readonly string[];
}

/**
 * Runs `npm start` until the product is as wanted, then sends Ctrl-C; or until it ends by itself, or for ten minutes.
 *
 * @param checkout the folder whose processes must end, too
 */
export async function outcomeOf(
  options: NpmStartOptions,
  checkout: string,
  isWanted: (product: string) => boolean,
): Promise<Outcome> {
  await using running = await npmStart(options);
  let product = '';
  const isOver = async () => {
    if (running.hasEnded) return true;
    product = await fetch(`${running.gateway}/product/9310301`).then(
      (response) => response.text(),
      () => '',
    );
    return isWanted(product);
  };
  // After a timeout the product of the outcome is not as wanted.
  await until(isOver, { what: 'the product is as wanted', timeoutMs: READY_TIMEOUT_MS }).catch(() => undefined);
  running.signal('SIGINT');
  const [code] = await running.closed;
  return { product, output: running.output, code, left: processesOf(checkout) };
}

/** The lines of an output that are a stack trace of one of this repository's programs. */
export const stackTraceOf = (output: string): string[] =>
  output.split('\n').filter((line) => /^\s+at .*(prepare|start|tools)/.test(line));
