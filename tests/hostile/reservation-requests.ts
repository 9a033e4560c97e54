// Requests for reservations whose content, key and type are hostile.
import { RESERVATIONS_PATH } from './http-values.ts';
import { INHERITED, VISIBLE, type Random } from './random.ts';

const TYPES = [
  'application/json',
  'application/json',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded',
  'application/json; charset=utf-16',
  'APPLICATION/JSON;',
  'text/plain',
  'multipart/form-data; boundary=x',
  '',
  ',',
] as const;

const VALUES = [
  // Most often a valid number.
  '1',
  '1',
  '1',
  '1',

  '1',
  '2',
  '1000',
  '0',
  '-1',
  '1.5',
  '1e400',
  '9007199254740993',
  '"1"',
  'null',
  '[]',
  '{}',
  'true',
] as const;

/** The bytes of a POST to a product's reservations, framed as RFC 9112 requires. */
export function reservationRequest(random: Random): Buffer {
  const id = random.pick(['9310301', '9310301', '1', '007', ...INHERITED]);
  const key = random.pick(['"a"', `"${random.text(VISIBLE, 300)}"`, random.text(VISIBLE, 40), '"a", "b"', '"', '""']);
  const headers = [
    'Host: localhost',
    `Content-Type: ${random.pick(TYPES)}`,
    ...(random.chance(60) ? [`Idempotency-Key: ${key}`] : []),
    ...(random.chance(20) ? ['Accept: text/html'] : []),
  ];
  const content = contentOf(random);
  const chunked = `Transfer-Encoding: chunked\r\n\r\n${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`;
  const framed =
    content.length > 0 && random.chance(30) ? chunked : `Content-Length: ${content.length}\r\n\r\n${content}`;
  const path = RESERVATIONS_PATH.replace('9310301', id);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n${framed}`, 'latin1');
}

function contentOf(random: Random): string {
  const [optionId, quantity] = [random.pick(VALUES), random.pick(VALUES)];
  return random.pick([
    `{"optionId":${optionId},"quantity":${quantity}}`,
    `{"optionId":${optionId},"quantity":${quantity},"${random.pick(INHERITED)}":${random.pick(VALUES)}}`,
    `optionId=${optionId}&quantity=${quantity}&idempotencyKey=${random.text(VISIBLE, 40)}`,
    `optionId=${optionId}&optionId=${quantity}&${random.pick(INHERITED)}=1&%zz=%`,
    '['.repeat(random.integer(0, 4096)),
    ' '.repeat(random.integer(4000, 5000)),
    random.bytes(random.integer(0, 200)).toString('latin1'),
  ]);
}
