import { parseArgs, type ParseArgsOptionDescriptor } from 'node:util';

import { wholeNumberOption } from '../libs/testbed/src/command-options.ts';

/** An option that is a whole number, from 1 unless there is a min; with a list as its default it may be given several times. */
export interface NumberOption {
  readonly default: number | readonly number[];
  readonly min?: number;
  readonly max: number;
}

/** The values of the options of a benchmark. */
export type BenchOptions<Numbers extends Readonly<Record<string, NumberOption>>> = {
  readonly [Name in keyof Numbers]: Numbers[Name]['default'] extends number ? number : readonly number[];
} & {
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
export function readBenchOptions<Numbers extends Readonly<Record<string, NumberOption>>>(
  args: string[],
  numbers: Numbers,
): BenchOptions<Numbers> | undefined {
  const { values }: { values: Readonly<Record<string, unknown>> } = parseArgs({
    args,
    options: {
      ...Object.fromEntries(Object.entries(numbers).map(([name, option]) => [name, parsedAs(option)])),
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values['help']) return undefined;
  const read = Object.entries(numbers).map(([name, option]) => {
    const given = values[name];
    const parse = (text: unknown) => wholeNumberOption(`--${name}`, String(text), option);
    return [name, Array.isArray(given) ? given.map(parse) : parse(given)];
  });
  return { ...Object.fromEntries(read), write: values['write'] === true } as BenchOptions<Numbers>;
}

const parsedAs = ({ default: value }: NumberOption): ParseArgsOptionDescriptor =>
  typeof value === 'number'
    ? { type: 'string', default: `${value}` }
    : { type: 'string', multiple: true, default: value.map(String) };
