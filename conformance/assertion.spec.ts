import { expect, it } from 'vitest';

import { intervalOf } from './assertion.ts';

const COUNTS = [
  [98, 1000],
  [60, 200],
  [1, 1000],
  [3, 10],
] as const;

/** The cumulative binomial probability of at most `limit` of `all`. */
function atMost(limit: number, all: number, chance: number): number {
  let likelihood = (1 - chance) ** all;
  let sum = likelihood;
  for (let count = 1; count <= limit; count += 1) {
    likelihood *= (((all - count + 1) / count) * chance) / (1 - chance);
    sum += likelihood;
  }
  return sum;
}

it.each(COUNTS)('the interval for %i of %i leaves a probability of 1/2000 on either side', (count, all) => {
  const { from, to } = intervalOf(count, all);
  expect(1 - atMost(count - 1, all, from)).toBeCloseTo(0.0005, 8);
  expect(atMost(count, all, to)).toBeCloseTo(0.0005, 8);
});

it('the interval for none reaches above 0, and the one for all below 1', () => {
  const few = 1 - 0.0005 ** (1 / 100);
  expect(intervalOf(0, 100)).toEqual({ from: 0, to: expect.closeTo(few, 8) as number });
  expect(intervalOf(100, 100)).toEqual({ from: expect.closeTo(1 - few, 8) as number, to: 1 });
});
