import { describe, expect, it } from 'vitest';

import { fakeLoad } from './fake-sample.ts';
import {
  highestRate,
  isAtEndOfSearch,
  keepsLimit,
  P99_LIMIT_MS,
  ratesUpTo,
  searchHighestRates,
} from './highest-rate.ts';

const MISSED = { latencyMs: { p50: 2, p90: 3, p99: P99_LIMIT_MS, 'p99.9': 60, max: 70 } };

/** Searches with subjects that keep the limit up to a rate each; those in `once` miss it once more, at their first step. */
async function search(limits: Readonly<Record<string, number>>, once: string[] = []) {
  const order: string[] = [];
  const steps = await searchHighestRates(Object.keys(limits), [100, 125, 156], async (subject, rate) => {
    const isFirst = once.includes(subject) && !order.some((step) => step.startsWith(subject));
    order.push(`${subject} ${rate}`);
    return fakeLoad(rate, isFirst || rate > (limits[subject] ?? 0) ? MISSED : {});
  });
  return { steps, order };
}

describe('the search for the highest rate', () => {
  it('has a step of each subject in each round, until it misses the limit twice at one rate', async () => {
    const { steps, order } = await search({ a: 125, b: 100, c: 200 });
    expect(order).toEqual(['a 100', 'b 100', 'c 100', 'a 125', 'c 125', 'b 125', 'b 125', 'a 156', 'a 156', 'c 156']);
    expect(['a', 'b', 'c'].map((subject) => highestRate(steps, subject))).toEqual([125, 100, 156]);
    expect(['a', 'b', 'c'].map((subject) => isAtEndOfSearch(steps, subject))).toEqual([false, false, true]);
  });

  it('goes on with a subject that missed the limit once', async () => {
    const { steps } = await search({ a: 125 }, ['a']);
    expect(highestRate(steps, 'a')).toBe(125);
  });

  it('finds no rate for a subject that misses the limit at the lowest', async () => {
    const { steps, order } = await search({ a: 99 });
    expect(order).toEqual(['a 100', 'a 100']);
    expect(highestRate(steps, 'a')).toBeUndefined();
  });
});

it('a load keeps the limit with a p99 below it and without a failed or degraded response', () => {
  expect(keepsLimit(fakeLoad(100))).toBe(true);
  for (const broken of [MISSED, { failed: 1 }, { degraded: 1 }, { latencyMs: null }]) {
    expect(keepsLimit(fakeLoad(100, broken))).toBe(false);
  }
});

it('the rates of a search rise by a factor, up to the last', () => {
  expect(ratesUpTo(200, 100, 1.25)).toEqual([100, 125, 156, 195]);
  expect(ratesUpTo(99, 100, 1.25)).toEqual([]);
});
