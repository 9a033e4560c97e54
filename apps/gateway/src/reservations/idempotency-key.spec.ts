import { describe, expect, it } from 'vitest';

import { checkIdempotencyKey, readIdempotencyKey } from './idempotency-key.ts';

describe('Idempotency-Key', () => {
  it.each([
    [undefined, ''],
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['"a,b;c"', 'a,b;c'],
    [String.raw`"a\"b\\c"`, String.raw`a"b\c`],
    [`"${'k'.repeat(255)}"`, 'k'.repeat(255)],
    ['!', '!'],
    ['a=b/c+d==', 'a=b/c+d=='],
  ])('%j is the key %j', (header, key) => {
    expect(readIdempotencyKey(header)).toBe(key);
  });

  it.each([
    '',
    '""',
    '"',
    '"a',
    'a"b',
    '"a" ',
    '"a b"',
    'a b',
    '"a", "b"',
    'a, b',
    'a,b',
    '"a";q=1',
    'a;q=1',
    String.raw`"a\b"`,
    String.raw`a\b`,
    '"ä"',
    'ä',
    '"a\t"',
    `"${'k'.repeat(256)}"`,
    'k'.repeat(256),
  ])('%j is refused, with what is accepted', (header) => {
    expect(() => readIdempotencyKey(header)).toThrow(
      'Idempotency-Key is one string in quotes, and has from 1 to 255 visible ASCII characters, such as a UUID.',
    );
  });

  it('in a field of a form is any visible ASCII text, without the syntax of a header', () => {
    expect(checkIdempotencyKey('"a", b;c'.replaceAll(' ', ''))).toBe('"a",b;c');
    for (const key of ['', 'a b', 'ä', 'k'.repeat(256)]) {
      expect(() => checkIdempotencyKey(key)).toThrow('idempotencyKey has from 1 to 255 visible ASCII characters');
    }
  });
});
