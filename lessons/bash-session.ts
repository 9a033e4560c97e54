import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BackgroundProgram } from '../libs/testbed/src/background-program.ts';

/** What a block of commands has printed, and the exit code of the last command in it that failed, or 0. */
export interface Ran {
  readonly exitCode: number;
  readonly stderr: string;
  /** Its standard output so far; jobs in the background may write more. */
  stdout(): string;
}

/**
 * One bash that runs blocks of commands one after the other, so that its variables and its jobs in the background live on. All of
 * its processes end with the `await using` block.
 */
export class BashSession implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'lesson-'));
  readonly #bash: BackgroundProgram;
  #blocks = 0;

  constructor(cwd: string) {
    this.#bash = new BackgroundProgram(['bash', '--noprofile', '--norc'], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // A process group of its own, which also has the jobs.
      detached: true,
      cwd,
      // Without it `npm run` prints the script before its output.
      env: { ...process.env, npm_config_loglevel: 'silent', NO_COLOR: '1' },
    });
    this.#write("set -E -o pipefail; trap 'failed=$?' ERR");
  }

  /** @throws Error when the time limit is over or the signal aborts; the session is of no use after that */
  async run(commands: string, timeoutMs: number, signal?: AbortSignal): Promise<Ran> {
    this.#blocks += 1;
    const file = join(this.#folder, `${this.#blocks}`);
    writeFileSync(file, `${commands}\n`);
    // Not in a subshell, which would have variables and jobs of its own.
    this.#write(
      `failed=0; source '${file}' >'${file}.out' 2>'${file}.err' </dev/null; echo "block ${this.#blocks}: $failed"`,
    );
    const ended = this.#bash.printed(new RegExp(`^block ${this.#blocks}: (\\d+)$`, 'm'));
    const [exitCode = ''] = await Promise.race([ended, rejectedBy(AbortSignal.timeout(timeoutMs), signal)]);
    return {
      exitCode: Number(exitCode),
      stderr: readFileSync(`${file}.err`, 'utf8'),
      stdout: () => readFileSync(`${file}.out`, 'utf8'),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bash[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #write(line: string): void {
    this.#bash.child.stdin?.write(`${line}\n`);
  }
}

function rejectedBy(timeout: AbortSignal, interrupt: AbortSignal | undefined): Promise<never> {
  const signal = interrupt ? AbortSignal.any([timeout, interrupt]) : timeout;
  return new Promise((_resolve, reject) => {
    const onAbort = () =>
      reject(interrupt?.aborted ? (interrupt.reason as Error) : new Error('The time limit is over.'));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
