import { parseArgs } from 'node:util';

import { wholeNumberOption } from '../../libs/testbed/src/command-options.ts';
import { CASES } from './cases.ts';

export const USAGE = `npm run interop -- [options]

  --soak N          how many calls rpc_soak and channel_soak make, 1 to 1,000,000 (1000)
  --concurrent N    how many calls concurrent_large_unary makes at once, 1 to 9,000 (1000)
  --case NAME       only this case; may be repeated
  --write           put the result of all cases into docs/interop.md; nothing may be missing
  --help            print this

Exits 0 if no case failed, 1 if one did, 2 on a bad option.`;

export interface InteropOptions {
  readonly soakIterations: number;
  readonly concurrentCalls: number;
  /** The names of the cases to run. */
  readonly cases: readonly string[];
  readonly write: boolean;
}

/**
 * Reads the options of the command line.
 *
 * @returns nothing if help is asked for
 * @throws Error that names an option whose value is not accepted
 */
export function interopOptionsFrom(args: string[]): InteropOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      soak: { type: 'string', default: '1000' },
      concurrent: { type: 'string', default: '1000' },
      case: { type: 'string', multiple: true, default: [] },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const names = CASES.map(({ name }) => name);
  const unknown = values.case.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new Error(`--case is "${unknown}", but must be one of ${names.join(', ')}`);
  }
  if (values.write && values.case.length > 0) throw new Error('--write is for a run of all cases, without --case');
  return {
    soakIterations: wholeNumberOption('--soak', values.soak, { max: 1_000_000 }),
    concurrentCalls: wholeNumberOption('--concurrent', values.concurrent, { max: 9000 }),
    cases: values.case.length > 0 ? values.case : names,
    write: values.write,
  };
}
