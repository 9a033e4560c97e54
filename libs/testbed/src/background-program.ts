import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';

const STOP_TIMEOUT_MS = 20_000;

/** How a process ended. */
export type Exit = readonly [code: number | null, signal: NodeJS.Signals | null];

/** A program that runs until it is stopped, at the latest at the end of the `await using` block. */
export class BackgroundProgram implements AsyncDisposable {
  readonly child: ChildProcess;
  /** How it ended, once all of its output has been read. */
  readonly closed: Promise<Exit>;
  /** What it has written so far; `output` has both streams, in the order in which they were read. */
  stdout = '';
  stderr = '';
  output = '';
  readonly #leadsGroup: boolean;
  readonly #onOutput = new Set<() => void>();

  /** @param options those of `spawn`; by default both outputs are read, and there is no input */
  constructor([program = '', ...args]: readonly string[], options: SpawnOptions = {}) {
    this.child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    this.#leadsGroup = options.detached ?? false;
    for (const name of ['stdout', 'stderr'] as const) {
      this.child[name]?.on('data', (chunk) => {
        this[name] += String(chunk);
        this.output += String(chunk);
        for (const check of this.#onOutput) check();
      });
    }
    this.closed = this.#untilClosed();
    // A missing program rejects what awaits this; without an await it must not end the process.
    this.closed.catch(() => undefined);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /**
   * Waits until its output has a match of each pattern.
   *
   * @returns the first group of each match
   * @throws Error with all of its output, if it ends before
   */
  printed(...patterns: readonly RegExp[]): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = patterns.map((pattern) => pattern.exec(this.output));
        if (!found.every((match) => match !== null)) return;
        this.#onOutput.delete(check);
        resolve(found.map((match) => match[1] ?? ''));
      };
      this.#onOutput.add(check);
      check();
      this.closed.then(
        ([code, signal]) => reject(new Error(`${this.child.spawnfile} ended (${code ?? signal}):\n${this.output}`)),
        reject,
      );
    });
  }

  /** Sends a signal to the program; to its whole process group where it leads one (the option `detached`). */
  signal(signal: NodeJS.Signals): void {
    if (this.hasEnded || this.pid === 0) return;
    process.kill(this.#leadsGroup ? -this.pid : this.pid, signal);
  }

  /** Sends a signal, and after 20 seconds SIGKILL. Resolves with the exit code when all output has been read. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.signal(signal);
    const timeout = setTimeout(() => this.signal('SIGKILL'), STOP_TIMEOUT_MS);
    try {
      const [code] = await this.closed;
      return code;
    } finally {
      clearTimeout(timeout);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop().catch(() => undefined);
  }

  /** Not by the event `close`, which is absent where the parent has closed an IPC channel. */
  async #untilClosed(): Promise<Exit> {
    const { child } = this;
    const outputs = [child.stdout, child.stderr].map((stream) => stream && finished(stream).catch(() => undefined));
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    await Promise.all(outputs);
    return [code, signal];
  }
}
