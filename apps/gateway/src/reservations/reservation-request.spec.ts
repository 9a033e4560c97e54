import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';

import { readReservationRequest } from './reservation-request.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const FORM = 'application/x-www-form-urlencoded';

function read(type: string, content: string | Buffer | undefined, headers: Record<string, string> = {}) {
  const all = { 'content-type': type, ...headers };
  const body = content === undefined ? undefined : Buffer.from(content);
  return readReservationRequest({ headers: all, raw: { headers: all }, body } as unknown as FastifyRequest);
}

describe('the content of a reservation', () => {
  it.each([
    [JSON_TYPE, '{"optionId":1,"quantity":2}'],
    [JSON_TYPE, ' { "quantity": 2.0, "optionId": 1e0 } '],
    [JSON_TYPE, '\ufeff{"optionId":1,"quantity":2}'],
    [FORM, 'optionId=1&quantity=2'],
    ['Application/X-WWW-Form-Urlencoded', 'quantity=%32&optionId=1'],
  ])('of type %s is read from %s', (type, content) => {
    expect(read(type, content)).toEqual({ optionId: 1, quantity: 2, idempotencyKey: '' });
  });

  it('is one piece if it is a form without a quantity', () => {
    expect(read(FORM, 'optionId=2')).toEqual({ optionId: 2, quantity: 1, idempotencyKey: '' });
  });

  it.each([
    ['', 'The content is not JSON, but must be an object with optionId and quantity, such as'],
    ['{', 'The content is not JSON'],
    ['{"optionId":1,"quantity":2}x', 'The content is not JSON'],
    ['null', 'The content is null, but must be an object with optionId and quantity'],
    ['[1,2]', 'but must be'],
    ['"a"', 'The content is "a", but must be an object'],
    ['{}', 'optionId is missing, but must be a whole number from 1 to 9007199254740991.'],
    ['{"optionId":1}', 'quantity is missing, but must be a whole number from 1 to 1000.'],
    ['{"optionId":"1","quantity":2}', 'optionId is "1", but must be a whole number'],
    ['{"optionId":0,"quantity":2}', 'optionId is 0, but must be'],
    ['{"optionId":9007199254740992,"quantity":2}', 'optionId is 9007199254740992, but must be'],
    ['{"optionId":1,"quantity":1001}', 'quantity is 1001, but must be a whole number from 1 to 1000.'],
    ['{"optionId":1,"quantity":-1}', 'quantity is -1, but must be'],
    ['{"optionId":1,"quantity":1.5}', 'quantity is 1.5, but must be'],
    ['{"optionId":1,"quantity":1e400}', 'quantity is null, but must be'],
    ['{"optionId":1,"quantity":null}', 'quantity is null, but must be'],
    [`{"optionId":1,"quantity":"${'9'.repeat(1000)}"}`, `quantity is "${'9'.repeat(39)}…, but must be`],
    [
      '{"optionId":1,"quantity":2,"colour":"red"}',
      '"colour" is no member of a reservation; optionId and quantity are.',
    ],
    ['{"optionId":1,"quantity":2,"__proto__":{}}', '"__proto__" is no member of a reservation'],
    ['{"optionId":1,"quantity":2,"constructor":1}', '"constructor" is no member of a reservation'],
  ])('is refused if it is the JSON %.60s, with the reason and what is accepted', (content, reason) => {
    expect(() => read(JSON_TYPE, content)).toThrow(reason);
  });

  it.each([
    ['', 'optionId is missing, but must be a whole number'],
    ['optionId=01&quantity=1', 'optionId is "01", but must be a whole number'],
    ['optionId=1&quantity=', 'quantity is "", but must be'],
    ['optionId=1&quantity=1&quantity=2', '"quantity" is given twice.'],
    ['optionId=1&quantity=+1', 'quantity is " 1", but must be'],
    ['optionId=1&quantity=1&colour=red', '"colour" is no member of a reservation'],
    ['optionId=1&quantity=1&toString=1', '"toString" is no member of a reservation'],
    ['optionId=1&quantity=1&idempotencyKey=', 'idempotencyKey has from 1 to 255 visible ASCII characters'],
  ])('is refused if it is the form %s, with the reason and what is accepted', (content, reason) => {
    expect(() => read(FORM, content)).toThrow(reason);
  });

  it('is refused if there is none, or if it is not UTF-8', () => {
    expect(() => read(JSON_TYPE, undefined)).toThrow('The content is not JSON');
    expect(() => read(JSON_TYPE, Buffer.from([0x22, 0xff, 0x22]))).toThrow('The content is not UTF-8.');
  });
});

describe('the key of a reservation', () => {
  it('is that of the header, or of the field of a form without the header', () => {
    const keyOf = (...args: Parameters<typeof read>) => read(...args).idempotencyKey;
    const form = 'optionId=1&quantity=1&idempotencyKey=field';
    expect(keyOf(JSON_TYPE, '{"optionId":1,"quantity":1}', { 'idempotency-key': '"header"' })).toBe('header');
    expect(keyOf(FORM, form)).toBe('field');
    expect(keyOf(FORM, form, { 'idempotency-key': 'header' })).toBe('header');
    expect(() => keyOf(FORM, 'optionId=1&idempotencyKey=', { 'idempotency-key': 'header' })).toThrow(
      'idempotencyKey has',
    );
  });

  it('is no member of JSON', () => {
    expect(() => read(JSON_TYPE, '{"optionId":1,"quantity":1,"idempotencyKey":"a"}')).toThrow(
      '"idempotencyKey" is no member of a reservation',
    );
  });
});
