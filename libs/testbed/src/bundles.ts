// One service as a process of its bundle in dist/apps/.
import type { StdioOptions } from 'node:child_process';

import type { ServiceName } from '#configuration';

import { BackgroundProgram } from './background-program.ts';
import { listenEnvironment, LOOPBACK } from './environment.ts';

export type Command = readonly [program: string, ...args: string[]];

/** The command that runs the bundle of a service, with further options of node. */
export const bundle = (service: ServiceName, ...flags: string[]): Command => [
  process.execPath,
  ...flags,
  `dist/apps/${service}/main.js`,
];

export interface BundleOptions {
  /** On top of free ports of the loopback address; nothing is inherited from this process. */
  readonly environment?: NodeJS.ProcessEnv;
  /** What runs node and the bundle, such as `unshare --uts`; they follow it. */
  readonly command?: readonly string[];
  /** For node, such as --import. */
  readonly flags?: readonly string[];
  /** By default both outputs are read. */
  readonly stdio?: StdioOptions;
}

/** A line of a service's JSON log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The bundle of a service in a process, which is killed at the end of the `using` block. */
export class RunningBundle extends BackgroundProgram implements Disposable {
  /** Every line of both outputs, parsed. @throws SyntaxError if one is not JSON */
  get lines(): readonly LogLine[] {
    return parseLines([this.stderr, this.stdout]);
  }

  /** The same without a last line that is still being written. */
  get wholeLines(): readonly LogLine[] {
    const whole = (text: string) => text.slice(0, text.lastIndexOf('\n') + 1);
    return parseLines([whole(this.stderr), whole(this.stdout)]);
  }

  [Symbol.dispose](): void {
    this.child.kill('SIGKILL');
  }
}

/** Starts the bundle of a service as a container does, with a JSON log. */
export function startBundle(service: ServiceName, options: BundleOptions = {}): RunningBundle {
  const { command = [], flags = [], environment, stdio } = options;
  const ports = listenEnvironment({ httpPort: 0, grpcPort: 0 });
  return new RunningBundle([...command, ...bundle(service, ...flags)], {
    env: { ...ports, LOG_FORMAT: 'json', ...environment },
    ...(stdio !== undefined && { stdio }),
  });
}

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
 * @throws Error with all of its output, if it ends before it is ready
 */
export async function runBundle(
  service: ServiceName,
  environment: NodeJS.ProcessEnv = {},
  command: readonly string[] = [],
): Promise<ReadyBundle> {
  const running = startBundle(service, { environment: { PATH: process.env['PATH'], ...environment }, command });
  await running.printed(/"msg":"ready".*\n/);
  const ready = running.wholeLines.find(({ msg }) => msg === 'ready');
  return {
    httpUrl: `http://${LOOPBACK}:${String(ready?.['httpPort'])}`,
    grpcPort: Number(ready?.['grpcPort']),
    get log() {
      return running.wholeLines;
    },
    stop: () => running.stop(),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

const parseLines = (texts: readonly string[]): LogLine[] =>
  texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine);
