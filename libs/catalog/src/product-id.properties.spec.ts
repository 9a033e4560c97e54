import { anyText, INHERITED_EXAMPLES, textOfTokens } from '#arbitraries';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { AppError } from '#errors';

import { checkProductId, parseProductId } from './product-id.ts';

const ids = () => fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

/** The id that a function gives; undefined if it refuses with the error for ids. Any other error is thrown. */
function idOrRefusal(read: () => number): number | undefined {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'invalid-product-id', field: 'product_id' });
    return undefined;
  }
}

describe('a product id', () => {
  it('is read from the decimal form of each id from 1 to 2^53-1', () => {
    fc.assert(
      fc.property(ids(), (id) => void expect(parseProductId(String(id))).toBe(id)),
      { numRuns: 1000 },
    );
  });

  it('is read from no text but its decimal form, and any other text is refused', () => {
    const texts = fc.oneof(
      anyText(),
      textOfTokens(['0', '1', '9', '-', '+', '.', 'e', '0x', '_', '%31', ' ', '\n', '٣', '9007199254740991']),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const id = idOrRefusal(() => parseProductId(text));
        if (id === undefined) expect(/^[1-9]\d{0,14}$/.test(text)).toBe(false);
        else expect({ text: String(id), isSafe: Number.isSafeInteger(id) }).toEqual({ text, isSafe: true });
      }),
      { numRuns: 3000, examples: INHERITED_EXAMPLES },
    );
  });

  it('is any number that is a whole one from 1 to 2^53-1, and no other', () => {
    const numbers = fc.oneof(fc.double(), fc.maxSafeInteger(), ids());
    fc.assert(
      fc.property(numbers, (number) => {
        const isId = Number.isInteger(number) && number > 0 && number < 2 ** 53;
        expect(idOrRefusal(() => checkProductId(number))).toBe(isId ? number : undefined);
      }),
      { numRuns: 2000, examples: [[Number.NaN], [Infinity], [-0], [2 ** 53], [1 - Number.EPSILON]] },
    );
  });
});
