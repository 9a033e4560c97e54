import { writeFileSync } from 'node:fs';

import { onePieceOfEachInTurn, type OptionStock } from '../../libs/testbed/src/load/reservation-stock.ts';

/** Pieces in stock, each of which is reserved once. */
export class Pieces {
  readonly #pieces: readonly OptionStock[];
  readonly #file: string;
  #next = 0;

  constructor(stocks: readonly OptionStock[], file: string) {
    this.#pieces = onePieceOfEachInTurn(stocks);
    this.#file = file;
  }

  /**
   * Writes the next pieces into the file, in the form of bench/load/reservations.lua.
   *
   * @throws Error if none is left
   */
  writeFile(count: number): string {
    const pieces = this.#pieces.slice(this.#next, this.#next + count);
    if (pieces.length === 0) throw new Error('All pieces are reserved: ask for fewer rounds, or for shorter ones.');
    const lines = pieces.map(
      ({ productId, optionId }, index) => `${productId} ${optionId} bench-${this.#next + index}\n`,
    );
    writeFileSync(this.#file, lines.join(''));
    return this.#file;
  }

  skip(count: number): void {
    this.#next += count;
  }
}
