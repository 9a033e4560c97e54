import type { ReserveStockRequest } from '#contracts';

import { checkProductId } from '#catalog';
import { AppError } from '#errors';

const MAX_QUANTITY = 1000;
const MAX_KEY_LENGTH = 255;

/**
 * Passes a request through if its fields are within the bounds of the contract.
 *
 * @throws AppError invalid-product-id, invalid-reservation with the field
 */
export function checkReservationRequest(request: ReserveStockRequest): ReserveStockRequest {
  const { productId, optionId, quantity, idempotencyKey } = request;
  checkProductId(productId);
  if (!isWholeNumber(optionId, Number.MAX_SAFE_INTEGER)) {
    throw invalid('option_id', 'An option id is a whole number, 1 or more.');
  }
  if (!isWholeNumber(quantity, MAX_QUANTITY)) {
    throw invalid('quantity', `A quantity is a whole number from 1 to ${MAX_QUANTITY}.`);
  }
  if (idempotencyKey.length > MAX_KEY_LENGTH || !/^[\x21-\x7e]*$/.test(idempotencyKey)) {
    throw invalid('idempotency_key', `An idempotency key is 1 to ${MAX_KEY_LENGTH} visible ASCII characters.`);
  }
  return request;
}

const isWholeNumber = (value: number, max: number): boolean => Number.isInteger(value) && value >= 1 && value <= max;

const invalid = (field: string, rule: string): AppError => new AppError('invalid-reservation', rule, field);
