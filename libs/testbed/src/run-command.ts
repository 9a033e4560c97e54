/** A command-line program: what it reads of its arguments, and what it does with them. */
export interface Command<Options> {
  /**
   * @returns undefined if help is asked for
   * @throws Error that names a bad option, its value and what is accepted
   */
  readonly read: (args: string[]) => Options | undefined;
  readonly usage: string;
  /** @returns the exit code */
  readonly run: (options: Options, args: readonly string[]) => Promise<number>;
}

const BAD_OPTION = 2;

/** Runs a program with the arguments of this process. Its exit code is 2 on a bad option, and 0 after its usage, which --help prints. */
export async function runCommand<Options>({ read, usage, run }: Command<Options>): Promise<void> {
  const args = process.argv.slice(2);
  let options: Options | undefined;
  try {
    options = read(args);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exitCode = BAD_OPTION;
    return;
  }
  if (options === undefined) console.log(usage);
  else process.exitCode = await run(options, args);
}

/** Prints a line of progress with the time of day. */
export function logProgress(progress: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)}  ${progress} …`);
}
