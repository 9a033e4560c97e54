import { anyText, INHERITED_EXAMPLES, textOfTokens } from '#arbitraries';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { AppError } from '#errors';

import { pageSize, pageToken, readPageToken } from './paging.ts';

/** What a function gives; undefined if it refuses with the error for pages. Any other error is thrown. */
function valueOrRefusal(read: () => number): number | undefined {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'invalid-page' });
    return undefined;
  }
}

const encode = (text: string) => Buffer.from(text).toString('base64url');

describe('a page token', () => {
  it('of any position is read as that position', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (after) => void expect(readPageToken(pageToken(after))).toBe(after)),
      { numRuns: 1000 },
    );
  });

  it('is either one that was given out or refused, whatever its text', () => {
    const encoded = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'01289.-+e') }).map((digits) => encode(`after.${digits}`)),
      textOfTokens(['after.', '0', '1', '.']).map(encode),
      fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')),
    );
    fc.assert(
      fc.property(fc.oneof(anyText(), encoded), (token) => {
        const after = valueOrRefusal(() => readPageToken(token));
        expect(after === undefined || token === '' || pageToken(after) === token).toBe(true);
      }),
      { numRuns: 3000, examples: [...INHERITED_EXAMPLES, [encode('after.01')], [`${pageToken(5)}=`]] },
    );
  });
});

describe('a page size', () => {
  it('of any number of an RPC is from 1 to 100, or refused if it is negative', () => {
    fc.assert(
      fc.property(fc.integer(), (requested) => {
        const size = valueOrRefusal(() => pageSize(requested));
        expect(size).toBe(requested < 0 ? undefined : requested === 0 ? 20 : Math.min(requested, 100));
      }),
      { numRuns: 1000 },
    );
  });
});
