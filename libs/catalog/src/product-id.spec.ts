import { describe, expect, it } from 'vitest';

import { checkProductId, parseProductId } from './product-id.ts';

describe('a product id', () => {
  it.each([1, 9310301, Number.MAX_SAFE_INTEGER])('may be %d', (id) => {
    expect(checkProductId(id)).toBe(id);
    expect(parseProductId(String(id))).toBe(id);
  });

  it.each([0, -1, 1.5, 2 ** 53, Number.NaN])('can not be %d in an RPC', (id) => {
    expect(() => checkProductId(id)).toThrow('A product id is a whole number');
  });

  it.each(['0', '-1', '007', '1.0', '1e3', '0x10', ' 1', '1 ', '', '9007199254740992', '١'])(
    'can not be %j in a URL',
    (text) => {
      expect(() => parseProductId(text)).toThrow('A product id is a whole number');
    },
  );
});
