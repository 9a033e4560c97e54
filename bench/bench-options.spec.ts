import { expect, it } from 'vitest';

import { readBenchOptions } from './bench-options.ts';

const NUMBERS = { rounds: { default: 12, max: 100 }, streams: { default: 2000, min: 1000, max: 5000 } };

it('the options of a benchmark are numbers by their names, with defaults, and --write', () => {
  expect(readBenchOptions([], NUMBERS)).toEqual({ rounds: 12, streams: 2000, write: false });
  expect(readBenchOptions(['--streams=3000', '--write'], NUMBERS)).toEqual({ rounds: 12, streams: 3000, write: true });
});

it('an option whose default is a list is given several times', () => {
  const lists = { rate: { default: [20, 50], max: 100 } };
  expect(readBenchOptions([], lists)).toEqual({ rate: [20, 50], write: false });
  expect(readBenchOptions(['--rate=30', '--rate=60'], lists)).toEqual({ rate: [30, 60], write: false });
  expect(() => readBenchOptions(['--rate=30', '--rate=101'], lists)).toThrow('--rate is "101"');
});

it('--help is no run', () => {
  expect(readBenchOptions(['--help'], NUMBERS)).toBeUndefined();
});

it.each([
  ['--rounds=101', '--rounds is "101", but must be a whole number from 1 to 100'],
  ['--streams=999', '--streams is "999", but must be a whole number from 1,000 to 5,000'],
  ['--turns=2', "Unknown option '--turns'"],
])('%s is refused', (option, message) => {
  expect(() => readBenchOptions([option], NUMBERS)).toThrow(message);
});
