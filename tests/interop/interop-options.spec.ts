import { expect, it } from 'vitest';

import { CASES } from './cases.ts';
import { interopOptionsFrom } from './interop-options.ts';

it('npm run interop runs all cases by default', () => {
  expect(interopOptionsFrom([])).toEqual({
    soakIterations: 1000,
    concurrentCalls: 1000,
    cases: CASES.map(({ name }) => name),
    write: false,
  });
});

it('npm run interop runs the cases that are named, with the counts that are given', () => {
  const args = ['--case', 'rpc_soak', '--case', 'empty_unary', '--soak', '5', '--concurrent', '7'];
  expect(interopOptionsFrom(args)).toEqual({
    soakIterations: 5,
    concurrentCalls: 7,
    cases: ['rpc_soak', 'empty_unary'],
    write: false,
  });
});

it.each([
  [['--soak', '0'], '--soak is "0", but must be a whole number from 1 to 1,000,000'],
  [['--concurrent', '1e3'], '--concurrent is "1e3", but must be a whole number from 1 to 9,000'],
  [['--case', 'ping_pong'], '--case is "ping_pong", but must be one of empty_unary, '],
  [['--write', '--case', 'rpc_soak'], '--write is for a run of all cases'],
  [['--fast'], "Unknown option '--fast'"],
])('npm run interop refuses %j', (args, message) => {
  expect(() => interopOptionsFrom(args)).toThrow(message);
});
