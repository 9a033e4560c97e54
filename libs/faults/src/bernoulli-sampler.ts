import { hash } from 'node:crypto';

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/**
 * A seeded Bernoulli sampler.
 *
 * @param percent the probability of true, from 0 to 100 with at most two decimals
 * @param seed the same seed gives the same sequence; different seeds give independent ones
 * @returns draws one sample
 */
export function bernoulliSampler(percent: number, seed: string): () => boolean {
  const digest = hash('sha256', seed, 'buffer');
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)));
  const hundredths = Math.round(percent * 100);
  return () => uniformInt(generator, 0, 9999) < hundredths;
}
