import { strict as assert } from 'node:assert';

import type { Reservation } from '#contracts';
import { AppError } from '#errors';

import type { StockChange, StockStore } from '../stock-store.ts';
import type { Observed } from './run-interleaving.ts';

/**
 * Checks what is in a store against what clients observed: nothing is oversold, a key reserved once at most, and no reservation of
 * a response is lost.
 *
 * @throws AssertionError
 */
export async function checkInterleaving(
  { committed, unknown }: Observed,
  productId: number,
  initial: readonly number[],
  store: StockStore,
): Promise<void> {
  const { epoch, version, quantities } = await available(() => store.getStock(productId, initial));
  const changes = (await available(() => store.changesAfter(productId, { epoch, version: 0 }, 1000))) ?? [];
  assert.deepEqual(
    changes.map((change) => change.version),
    Array.from({ length: version }, (_, index) => index + 1),
    'versions have no gap',
  );

  const taken = takenBy(changes, initial);
  assert.ok(
    taken.every(({ quantity, remaining }) => quantity > 0 && remaining >= 0),
    'no option is oversold',
  );
  const left = initial.map((first, index) => first - sumOf(taken.filter(({ optionId }) => optionId === index + 1)));
  assert.deepEqual(quantities, left, 'the stock is what the changes left');

  const reservations = new Map(committed.map(({ reservation }) => [reservation.reservationId, reservation]));
  for (const [id, reservation] of reservations) {
    const kept = await available(() => store.getReservation(productId, id));
    assert.deepEqual({ ...kept }, { ...reservation }, 'no reservation is lost');
  }
  const ofKeys = new Map<number, string>();
  for (const { key, reservation } of committed) {
    if (key === undefined) continue;
    assert.equal(ofKeys.get(key) ?? reservation.reservationId, reservation.reservationId, 'a key reserves once');
    ofKeys.set(key, reservation.reservationId);
  }

  const surplus = taken.map(describe);
  for (const reservation of reservations.values()) {
    const index = surplus.indexOf(describe(reservation));
    assert.ok(index !== -1, 'each reservation is one change');
    surplus.splice(index, 1);
  }
  assert.ok(surplus.length <= unknown.length, 'nothing is reserved beyond responses and failed calls without a key');
}

/** Reads again while the store is unavailable after a kill. */
async function available<T>(read: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'store-unavailable') throw error;
    }
  }
}

type Taken = Pick<Reservation, 'optionId' | 'quantity' | 'remaining'>;

const describe = ({ optionId, quantity, remaining }: Taken): string => `${optionId}: ${quantity}, ${remaining} left`;

const sumOf = (taken: readonly Taken[]): number => taken.reduce((sum, { quantity }) => sum + quantity, 0);

/** What each change took out of stock. */
function takenBy(changes: readonly StockChange[], initial: readonly number[]): Taken[] {
  const left = [...initial];
  return changes.map(({ optionId, quantity: remaining }) => {
    const quantity = (left[optionId - 1] ?? 0) - remaining;
    left[optionId - 1] = remaining;
    return { optionId, quantity, remaining };
  });
}
