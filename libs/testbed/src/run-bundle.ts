import { once } from 'node:events';

import type { ServiceName } from '#configuration';

import { startBundle } from './start-bundle.ts';

/** A line of a service's JSON log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A service as a process of its own, ready, which stops at the end of the `await using` block. */
export interface ReadyBundle extends AsyncDisposable {
  readonly httpUrl: string;
  readonly grpcPort: number;
  /** What it has logged so far. */
  readonly log: readonly LogLine[];
  /** Sends SIGTERM, and resolves with the exit code when all output has been read. */
  stop(): Promise<number | null>;
}

/**
 * Runs the bundle of a service on free ports of the loopback address until it is ready, with the environment given and
 * nothing else but PATH.
 *
 * @param command what runs node and the bundle, such as `unshare --uts`; they follow it
 * @throws Error with all that it printed, if it ends before it is ready
 */
export async function runBundle(
  service: ServiceName,
  environment: NodeJS.ProcessEnv = {},
  command: readonly string[] = [],
): Promise<ReadyBundle> {
  const running = startBundle(service, {
    environment: { PATH: process.env['PATH'], ...environment },
    command,
  });
  const { child, closed } = running;
  const readyLine = () => running.wholeLines.find(({ msg }) => msg === 'ready');
  while (!readyLine()) {
    const hasEnded = await Promise.race([
      once(child.stdout ?? child, 'data').then(() => false),
      closed.then(() => true),
    ]);
    if (!hasEnded) continue;
    const [code, signal] = await closed;
    throw new Error(`${service} ended with ${code ?? signal} before it was ready:\n${running.stdout}${running.stderr}`);
  }
  const stop = async () => {
    child.kill('SIGTERM');
    const [code] = await closed;
    return code;
  };
  return {
    httpUrl: `http://127.0.0.1:${String(readyLine()?.['httpPort'])}`,
    grpcPort: Number(readyLine()?.['grpcPort']),
    get log() {
      return running.wholeLines;
    },
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}
