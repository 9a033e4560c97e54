import { describe, expect, it } from 'vitest';

import { faultDice } from './bernoulli-sampler.ts';

const THROWS = 100_000;

const throwsOf = (percent: number, seed: string, count: number): boolean[] =>
  Array.from({ length: count }, faultDice(percent, seed));
const falls = (throws: readonly boolean[]): number => throws.filter(Boolean).length;

describe('faultDice', () => {
  // The seeds are fixed, so that what is seen once is seen always.
  it.each([0.01, 0.5, 20, 50, 99.99])('fall %f times in a hundred, within five standard deviations', (percent) => {
    const share = percent / 100;
    const deviation = Math.sqrt(THROWS * share * (1 - share));
    for (const seed of ['1', '2', '3']) {
      expect(Math.abs(falls(throwsOf(percent, seed, THROWS)) - THROWS * share)).toBeLessThan(5 * deviation);
    }
  });

  it('always fall at 100, and never at 0', () => {
    expect(falls(throwsOf(100, '1', THROWS))).toBe(THROWS);
    expect(falls(throwsOf(0, '1', THROWS))).toBe(0);
  });

  it('fall as often after a fall as after none', () => {
    const throws = throwsOf(20, '1', THROWS);
    const afterFall = throws.slice(1).filter((_, index) => throws[index]);
    const deviation = Math.sqrt(afterFall.length * 0.2 * 0.8);
    expect(Math.abs(falls(afterFall) - afterFall.length * 0.2)).toBeLessThan(5 * deviation);
  });

  it('give the same sequence for the same seed', () => {
    expect(throwsOf(50, '1', 200)).toEqual(throwsOf(50, '1', 200));
  });

  it('give sequences for different seeds that have nothing in common', () => {
    const other = throwsOf(50, '2', THROWS);
    const equal = throwsOf(50, '1', THROWS).filter((fell, index) => fell === other[index]);
    expect(Math.abs(equal.length - THROWS / 2)).toBeLessThan(5 * Math.sqrt(THROWS / 4));
  });
});
