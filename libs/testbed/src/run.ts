import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';

export interface RunOptions {
  /** What the program reads from standard input; nothing unless given. */
  readonly input?: string;
  readonly cwd?: string;
  /** The whole environment; that of this process unless given. */
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the program. */
  readonly signal?: AbortSignal | undefined;
}

/** A program that did not exit with 0. The message has its command line and all of its output. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';

  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;

  constructor(command: string, exitCode: number | null, stdout: string, stderr: string) {
    super(`${command} ended with ${exitCode}: ${stderr}${stdout}`);
    this.exitCode = exitCode;
    this.stdout = stdout;
    this.stderr = stderr;
  }
}

/**
 * Runs a program to its end, and returns its standard output.
 *
 * @throws ProgramError if it does not exit with 0
 * @throws Error with the code ENOENT if there is no such program
 */
export const run = async (program: string, args: readonly string[], options?: RunOptions): Promise<string> =>
  (await runForBytes(program, args, options)).toString();

/** Does the same as `run` for a program whose output is no text. */
export const runForBytes = async (program: string, args: readonly string[], options?: RunOptions): Promise<Buffer> =>
  (await runForOutputs(program, args, options)).stdout;

/** Does the same as `run`, and returns both outputs. */
export async function runForOutputs(
  program: string,
  args: readonly string[],
  { input = '', ...options }: RunOptions = {},
): Promise<{ readonly stdout: Buffer; readonly stderr: Buffer }> {
  const child = spawn(program, args, { ...options, stdio: 'pipe' });
  // A program may end before it has read all of its input; its exit code is what counts.
  child.stdin.on('error', () => undefined).end(input);
  const [stdout, stderr, exitCode] = await Promise.all([
    buffer(child.stdout),
    buffer(child.stderr),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]);
  if (exitCode === 0) return { stdout, stderr };
  throw new ProgramError([program, ...args].join(' '), exitCode, stdout.toString(), stderr.toString());
}
