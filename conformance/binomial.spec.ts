import { expect, it } from 'vitest';

import { intervalOf } from './binomial.ts';

const SEEN = [
  [98, 1000],
  [60, 200],
  [1, 1000],
  [3, 10],
] as const;

/** How likely at most so many of all are, if each has this chance. */
function atMost(seen: number, all: number, chance: number): number {
  let likelihood = (1 - chance) ** all;
  let sum = likelihood;
  for (let count = 1; count <= seen; count += 1) {
    likelihood *= (((all - count + 1) / count) * chance) / (1 - chance);
    sum += likelihood;
  }
  return sum;
}

it.each(SEEN)('%i of %i leave one in two thousand on either side', (seen, all) => {
  const { from, to } = intervalOf(seen, all);
  expect(1 - atMost(seen - 1, all, from)).toBeCloseTo(0.0005, 8);
  expect(atMost(seen, all, to)).toBeCloseTo(0.0005, 8);
});

it('none may still be a few, and all not quite all', () => {
  const few = 1 - 0.0005 ** (1 / 100);
  expect(intervalOf(0, 100)).toEqual({ from: 0, to: expect.closeTo(few, 8) as number });
  expect(intervalOf(100, 100)).toEqual({ from: expect.closeTo(1 - few, 8) as number, to: 1 });
});
