import { AppError } from '#errors';

/** What the contract of ReserveStock accepts: visible ASCII characters. */
const KEY = /^[!-~]{1,255}$/;

/** A string of RFC 9651 (3.3.3), as the IETF draft of Idempotency-Key requires. */
const QUOTED = /^"((?:[!#-[\]-~]|\\["\\])*)"$/;

/** A key as many clients send it: visible ASCII without quotes and without what separates items and parameters. */
const UNQUOTED = /^[!#-+\--:<-[\]-~]+$/;

const RULE = 'has from 1 to 255 visible ASCII characters, such as a UUID';

/**
 * Reads the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a quoted string, or the same without quotes.
 *
 * @param header undefined without the header
 * @returns empty without the header
 * @throws AppError invalid-reservation
 */
export function readIdempotencyKey(header: string | undefined): string {
  if (header === undefined) return '';
  const [, quoted] = QUOTED.exec(header) ?? [];
  const key = quoted?.replaceAll(/\\(.)/g, '$1') ?? (UNQUOTED.test(header) ? header : '');
  if (KEY.test(key)) return key;
  throw new AppError('invalid-reservation', `Idempotency-Key is one string in quotes, and ${RULE}.`, 'Idempotency-Key');
}

/**
 * Checks the key in a field of a form.
 *
 * @throws AppError invalid-reservation
 */
export function checkIdempotencyKey(key: string): string {
  if (KEY.test(key)) return key;
  throw new AppError('invalid-reservation', `idempotencyKey ${RULE}.`, 'idempotencyKey');
}
