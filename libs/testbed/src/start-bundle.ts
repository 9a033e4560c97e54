import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';

import type { ServiceName } from '#configuration';

import { bundle } from './start-processes.ts';

export interface BundleOptions {
  /** On top of free ports on the loopback address; what this process has in its environment is not passed on. */
  readonly environment?: NodeJS.ProcessEnv;
  /** What runs node and the bundle, such as `unshare --uts`; they follow it. */
  readonly command?: readonly string[];
  /** For node, such as --import. */
  readonly flags?: readonly string[];
  /** By default both outputs are read. */
  readonly stdio?: StdioOptions;
}

type Ended = Promise<[code: number | null, signal: NodeJS.Signals | null]>;

/** The bundle of a service in a process, which is killed at the end of the `using` block. */
export interface RunningBundle extends Disposable {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Every line of both outputs, parsed. @throws SyntaxError if one is not JSON */
  readonly lines: readonly Record<string, unknown>[];
  /** The same without a last line that is still being written. */
  readonly wholeLines: readonly Record<string, unknown>[];
  /** How it ended, once both outputs are read to their end. */
  readonly closed: Ended;
}

/** Starts the bundle of a service as a container does, with a JSON log. */
export function startBundle(service: ServiceName, options: BundleOptions = {}): RunningBundle {
  const [program = '', ...args] = [...(options.command ?? []), ...bundle(service, ...(options.flags ?? []))];
  const child = spawn(program, args, {
    env: { HTTP_PORT: '0', GRPC_PORT: '0', LISTEN_ADDRESS: '127.0.0.1', LOG_FORMAT: 'json', ...options.environment },
    stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (output.stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (output.stderr += String(chunk)));
  const parse = (texts: readonly string[]) =>
    texts
      .flatMap((text) => text.split('\n'))
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const whole = (text: string) => text.slice(0, text.lastIndexOf('\n') + 1);
  return {
    child,
    get stdout() {
      return output.stdout;
    },
    get stderr() {
      return output.stderr;
    },
    get lines() {
      return parse([output.stderr, output.stdout]);
    },
    get wholeLines() {
      return parse([whole(output.stderr), whole(output.stdout)]);
    },
    closed: untilClosed(child),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}

/** Not by the event `close`, which is absent where the parent has closed an IPC channel. */
async function untilClosed(child: ChildProcess): Ended {
  const outputs = [child.stdout, child.stderr].map((stream) => stream && finished(stream).catch(() => undefined));
  const [code, signal] = (await once(child, 'exit')) as Awaited<Ended>;
  await Promise.all(outputs);
  return [code, signal];
}
