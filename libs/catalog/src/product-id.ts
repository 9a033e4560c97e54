import { AppError } from '#errors';

const CANONICAL = /^[1-9]\d{0,15}$/;

const RULE = 'A product id is a whole number from 1 to 9007199254740991, without leading zeros.';

/** Passes a product id of an RPC through if it is one: a whole number from 1 to 2^53-1. */
export function checkProductId(id: number): number {
  if (Number.isSafeInteger(id) && id >= 1) return id;
  throw new AppError('invalid-product-id', RULE, 'product_id');
}

/** Reads a product id of a URL, where only its canonical decimal form will do: 007, 7.0 and %37 are no ids. */
export function parseProductId(text: string): number {
  const id = CANONICAL.test(text) ? Number(text) : Number.NaN;
  return checkProductId(id);
}

/** The error for an id that is well-formed and unknown. */
export function productNotFound(id: number): AppError {
  return new AppError('product-not-found', `There is no product ${id}.`);
}
