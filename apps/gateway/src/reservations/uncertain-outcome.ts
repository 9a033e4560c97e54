import { AppError, type ErrorCode } from '#errors';

/** Errors after which ReserveStock may have been carried out: its response was lost, late or could not be read. */
const UNCERTAIN: ReadonlySet<ErrorCode> = new Set([
  'backend-unavailable',
  'backend-timeout',
  'backend-failed',
  'store-unavailable',
]);

/** Adds to the error of a reservation what its client can do where the stock may have been taken. */
export function withOutcome(error: unknown, idempotencyKey: string): unknown {
  if (!(error instanceof AppError) || !UNCERTAIN.has(error.code)) return error;
  const advice = idempotencyKey
    ? 'A repeated request with the same Idempotency-Key is safe: together they take it once.'
    : 'Without an Idempotency-Key, a repeated request may take it once more.';
  const { code, message, field, cause, extensions } = error;
  return new AppError(code, `${message} The stock may have been taken. ${advice}`, field, { cause }, extensions);
}
