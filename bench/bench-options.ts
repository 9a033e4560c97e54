import { parseArgs } from 'node:util';

import { wholeNumberOption } from '../libs/testbed/src/command-options.ts';

/** An option that is a whole number, from 1 unless there is a min. */
export interface NumberOption {
  readonly default: number;
  readonly min?: number;
  readonly max: number;
}

/** The values of the options of a benchmark. */
export type BenchOptions<Name extends string> = Readonly<Record<Name, number>> & {
  /** Whether the tables are put into docs/benchmarks.md. */
  readonly write: boolean;
};

/**
 * Reads whole numbers by their names, and --write.
 *
 * @param numbers by the name of the option, such as `rounds` for --rounds
 * @returns undefined for --help
 * @throws Error that names an option, its value and what is accepted
 */
export function readBenchOptions<Name extends string>(
  args: string[],
  numbers: Readonly<Record<Name, NumberOption>>,
): BenchOptions<Name> | undefined {
  const names = Object.keys(numbers) as Name[];
  const { values }: { values: Readonly<Record<string, unknown>> } = parseArgs({
    args,
    options: {
      ...Object.fromEntries(names.map((name) => [name, { type: 'string', default: `${numbers[name].default}` }])),
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values['help']) return undefined;
  const read = names.map((name) => [name, wholeNumberOption(`--${name}`, String(values[name]), numbers[name])]);
  return { ...(Object.fromEntries(read) as Record<Name, number>), write: values['write'] === true };
}
