import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '#arbitraries';
import { AppError } from '#errors';

import { formatResumeToken, parseResumeToken } from './resume-token.ts';

describe('a resume token', () => {
  it('is read as the version that was written, and has at most 64 visible ASCII characters', () => {
    const epochs = fc.stringMatching(/^[\w-]{1,40}$/);
    fc.assert(
      fc.property(epochs, fc.maxSafeNat(), (epoch, version) => {
        const token = formatResumeToken({ epoch, version });
        expect(token).toMatch(/^[\x21-\x7e]{1,64}$/);
        expect(parseResumeToken(token)).toEqual({ epoch, version });
      }),
    );
  });

  it('of any text is a version that is written as the same text, or refused', () => {
    fc.assert(
      fc.property(fc.oneof(anyText({ maxLength: 80 }), fc.stringMatching(/^[\w.-]{0,70}$/)), (text) => {
        try {
          const version = parseResumeToken(text);
          expect(version ? formatResumeToken(version) : '').toBe(text);
        } catch (error) {
          expect((error as AppError).code).toBe('invalid-resume-token');
        }
      }),
      { examples: [['a.01'], ['a.9007199254740992'], ['.1'], ['a.'], ['a.1.1'], ['']] },
    );
  });
});
