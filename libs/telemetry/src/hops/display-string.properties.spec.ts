import { anyText, INHERITED_EXAMPLES, textOfTokens } from '#arbitraries';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { displayString, readDisplayString } from './display-string.ts';

it('a Display String of any text is printable ASCII, and is read as that text with U+FFFD for lone surrogates', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      expect(displayString(text)).toMatch(/^%"(?:[\x20\x21\x23\x24\x26-\x7e]|%[\da-f]{2})*"$/);
      expect(readDisplayString(displayString(text))).toBe(text.toWellFormed());
    }),
    { numRuns: 2000, examples: INHERITED_EXAMPLES },
  );
});

it('any other text is read as a Display String without an error', () => {
  fc.assert(
    fc.property(fc.oneof(anyText(), textOfTokens(['%"', '%', 'c3', 'bc', 'ff', '"'])), (field) => {
      expect(readDisplayString(field)).toBeTypeOf('string');
    }),
    { numRuns: 2000, examples: INHERITED_EXAMPLES },
  );
});
