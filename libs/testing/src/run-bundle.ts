import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import type { ServiceName } from '../../service-runtime/src/services.ts';

/** A line of a service's JSON log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A service as a process of its own, which stops at the end of the `await using` block. */
export interface RunningBundle extends AsyncDisposable {
  readonly httpUrl: string;
  readonly grpcPort: number;
  /** What it has logged so far. */
  readonly log: readonly LogLine[];
  /** Sends SIGTERM, and resolves with the exit code when all output has been read. */
  stop(): Promise<number | null>;
}

/**
 * Runs the bundle of a service on free ports of the loopback address, with the environment given and nothing else but
 * PATH.
 *
 * @param command what runs node and the bundle, such as `unshare --uts`; they follow it
 * @throws Error with all that it printed, if it ends before it is ready
 */
export async function runBundle(
  service: ServiceName,
  environment: NodeJS.ProcessEnv = {},
  command: readonly string[] = [],
): Promise<RunningBundle> {
  const [program = '', ...args] = [...command, process.execPath, `dist/apps/${service}/main.js`];
  const child = spawn(program, args, {
    env: {
      PATH: process.env['PATH'],
      HTTP_PORT: '0',
      GRPC_PORT: '0',
      LISTEN_ADDRESS: '127.0.0.1',
      LOG_FORMAT: 'json',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const log: LogLine[] = [];
  let printed = '';
  const ready = new Promise<LogLine>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (text) => {
        printed += `${text}\n`;
        if (!text.startsWith('{')) return;
        const line = JSON.parse(text) as LogLine;
        log.push(line);
        if (line['msg'] === 'ready') resolve(line);
      });
    }
  });
  const endedTooSoon = ended.then((code) => {
    throw new Error(`${service} ended with ${code} before it was ready:\n${printed}`);
  });
  const { httpPort, grpcPort } = await Promise.race([ready, endedTooSoon]);
  endedTooSoon.catch(() => undefined);
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return {
    httpUrl: `http://127.0.0.1:${String(httpPort)}`,
    grpcPort: Number(grpcPort),
    log,
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}
