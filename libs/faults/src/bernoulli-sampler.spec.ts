import { describe, expect, it } from 'vitest';

import { bernoulliSampler } from './bernoulli-sampler.ts';

const SAMPLES = 100_000;

const samplesOf = (percent: number, seed: string, count: number): boolean[] =>
  Array.from({ length: count }, bernoulliSampler(percent, seed));
const successes = (samples: readonly boolean[]): number => samples.filter(Boolean).length;

describe('bernoulliSampler', () => {
  // The seeds are fixed, so that each run has the same samples.
  it.each([0.01, 0.5, 20, 50, 99.99])(
    'is true with a probability of %f percent, within five standard deviations',
    (percent) => {
      const share = percent / 100;
      const deviation = Math.sqrt(SAMPLES * share * (1 - share));
      for (const seed of ['1', '2', '3']) {
        expect(Math.abs(successes(samplesOf(percent, seed, SAMPLES)) - SAMPLES * share)).toBeLessThan(5 * deviation);
      }
    },
  );

  it('is always true at 100, and never at 0', () => {
    expect(successes(samplesOf(100, '1', SAMPLES))).toBe(SAMPLES);
    expect(successes(samplesOf(0, '1', SAMPLES))).toBe(0);
  });

  it('is true as often after true as after false', () => {
    const throws = samplesOf(20, '1', SAMPLES);
    const afterSuccess = throws.slice(1).filter((_, index) => throws[index]);
    const deviation = Math.sqrt(afterSuccess.length * 0.2 * 0.8);
    expect(Math.abs(successes(afterSuccess) - afterSuccess.length * 0.2)).toBeLessThan(5 * deviation);
  });

  it('give the same sequence for the same seed', () => {
    expect(samplesOf(50, '1', 200)).toEqual(samplesOf(50, '1', 200));
  });

  it('give sequences for different seeds that have nothing in common', () => {
    const other = samplesOf(50, '2', SAMPLES);
    const equal = samplesOf(50, '1', SAMPLES).filter((fell, index) => fell === other[index]);
    expect(Math.abs(equal.length - SAMPLES / 2)).toBeLessThan(5 * Math.sqrt(SAMPLES / 4));
  });
});
