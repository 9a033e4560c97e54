import { BackgroundProgram } from '../background-program.ts';
import { run } from '../run.ts';
import { FROM_STDIN } from './program-bundle.ts';

/** A program in another container that runs until it is stopped, at the latest at the end of the `await using` block. */
export interface ProgramUntilSigterm extends AsyncDisposable {
  /** What it has printed so far. */
  readonly stdout: string;
  /** Waits until its output has a match, and resolves with the first group. */
  printed(pattern: RegExp): Promise<string>;
  /** Sends SIGTERM, and resolves when it has ended with the match of its last output. */
  stop(report: RegExp): Promise<string>;
}

/**
 * Starts a program that prints its process id as JSON and ends on SIGTERM; resolves when it has printed that.
 *
 * @param node a command that runs node there, and passes on its standard input
 * @param program the bundle of the program
 * @param options its argument
 */
export async function startUntilSigterm(
  node: readonly string[],
  program: string,
  options: object,
): Promise<ProgramUntilSigterm> {
  const command = [...node, ...FROM_STDIN, JSON.stringify(options)];
  const background = new BackgroundProgram(command, { stdio: ['pipe', 'pipe', 'pipe'] });
  // If the program ends before it has read all of its input, `printed` rejects with its output.
  background.child.stdin?.on('error', () => undefined).end(program);
  const printed = async (pattern: RegExp) => (await background.printed(pattern))[0] ?? '';
  const pid = await printed(/^\{"pid":(\d+)\}$/m);
  const stop = async (report: RegExp) => {
    const [file = '', ...args] = node;
    // Not by a signal to the local program, which a remote one does not get.
    await run(file, [...args, '--eval', 'process.kill(Number(process.argv[1]), "SIGTERM")', pid]);
    const text = await printed(report);
    await background.closed;
    return text;
  };
  return {
    get stdout() {
      return background.stdout;
    },
    printed,
    stop,
    [Symbol.asyncDispose]: async () => {
      if (!background.hasEnded) await stop(/()/).catch(() => undefined);
      await background[Symbol.asyncDispose]();
    },
  };
}
