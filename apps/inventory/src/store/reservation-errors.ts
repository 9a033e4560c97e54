import type { Reservation } from '#contracts';
import { AppError } from '#errors';

import type { ReservationRequest } from './stock-store.ts';

export function outOfStock({ optionId, quantity }: ReservationRequest, remaining: number): AppError {
  return new AppError(
    'out-of-stock',
    `Option ${optionId} has ${remaining} in stock, and the reservation asks for ${quantity}.`,
    'quantity',
  );
}

/** The store's error for the client; the log has the cause. */
export function storeUnavailable(cause: unknown): AppError {
  return new AppError('store-unavailable', 'The store of reservations cannot be reached.', undefined, { cause });
}

/**
 * Passes the reservation of an earlier call with the same key through.
 *
 * @throws AppError idempotency-key-reused if that was another request
 */
export function checkReplay(earlier: Reservation, { productId, optionId, quantity }: ReservationRequest): Reservation {
  if (earlier.productId === productId && earlier.optionId === optionId && earlier.quantity === quantity) return earlier;
  throw new AppError(
    'idempotency-key-reused',
    'The idempotency key was used for another product, option or quantity: each reservation needs a key of its own.',
    'idempotency_key',
  );
}
