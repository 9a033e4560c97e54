import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A sequence of random choices that a seed determines, so that a failing run can be repeated. */
export class Random {
  readonly #generator;

  /** @param seed a whole number */
  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** A whole number, both bounds included. */
  integer(min: number, max: number): number {
    return uniformInt(this.#generator, min, max);
  }

  /** @param percent how often of a hundred times this is true */
  chance(percent: number): boolean {
    return this.integer(0, 99) < percent;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)] as T;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.integer(0, 255)));
  }

  /** Characters of an alphabet, up to a length. */
  text(alphabet: string, maxLength: number): string {
    return Array.from(
      { length: this.integer(0, maxLength) },
      () => alphabet[this.integer(0, alphabet.length - 1)],
    ).join('');
  }
}

export const VISIBLE = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join('');

/** Names that every object has, of which a careless look-up finds something. */
export const INHERITED = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'isPrototypeOf',
] as const;
