import { hash } from 'node:crypto';

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Dice that fall so many times in a hundred, in the long run exactly.
 *
 * @param percent from 0 to 100, with at most two decimals
 * @param seed what the sequence follows from; different ones give sequences that have nothing in common
 * @returns throws them once, and tells whether they fell
 */
export function faultDice(percent: number, seed: string): () => boolean {
  const digest = hash('sha256', seed, 'buffer');
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)));
  const hundredths = Math.round(percent * 100);
  return () => uniformInt(generator, 0, 9999) < hundredths;
}
