import { setTimeout as sleep } from 'node:timers/promises';

import { npmStart, type NpmStart } from './npm-start.ts';
import { processesOf } from './processes-of.ts';

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
  how: NpmStart,
  checkout: string,
  isWanted: (product: string) => boolean,
): Promise<Outcome> {
  await using running = await npmStart(how);
  let product = '';
  // The services become ready one after the other.
  for (const deadline = Date.now() + READY_TIMEOUT_MS; Date.now() < deadline && !running.hasEnded(); await sleep(200)) {
    product = await fetch(`${running.gateway}/product/9310301`).then(
      (response) => response.text(),
      () => '',
    );
    if (isWanted(product)) break;
  }
  running.interrupt();
  const { code } = await running.ended;
  return { product, output: running.output(), code, left: processesOf(checkout) };
}

/** The lines of an output that are a stack trace of one of our programs. */
export const stackTraceOf = (output: string): string[] =>
  output.split('\n').filter((line) => /^\s+at .*(prepare|start|scripts)/.test(line));
