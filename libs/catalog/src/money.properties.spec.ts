import { anyText, INHERITED_EXAMPLES, textOfTokens } from '#arbitraries';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Money } from '#contracts';

import { formatDecimal, parseMoney, takePercentOff } from './money.ts';

const MAX_UNITS = 10 ** 15 - 1;
const CENT = 10_000_000n;

const billionths = ({ units, nanos }: Money) => BigInt(units) * 1_000_000_000n + BigInt(nanos);

/** Amounts as google.type.Money has them: units and nanos of one sign. */
const amounts = (): fc.Arbitrary<Money> =>
  fc
    .tuple(fc.nat(MAX_UNITS), fc.nat(999_999_999), fc.constantFrom(1, -1))
    .map(([units, nanos, sign]) => ({ currencyCode: 'USD', units: sign * units || 0, nanos: sign * nanos || 0 }));

describe('an amount of money', () => {
  it('that is written is read as the same amount', () => {
    fc.assert(
      fc.property(amounts(), (amount) => void expect(parseMoney(formatDecimal(amount), 'USD')).toEqual(amount)),
      { numRuns: 2000, examples: [[{ currencyCode: 'USD', units: 0, nanos: -1 }]] },
    );
  });

  it('is read from a decimal number and written as an equal one, or any other text is refused', () => {
    const texts = fc.oneof(anyText(), textOfTokens(['0', '1', '99', '-', '.', 'e', ',', ' ', '٣']));
    fc.assert(
      fc.property(texts, (text) => {
        const [, sign, units, fraction = ''] = /^(-?)([0-9]{1,15})(?:\.([0-9]{1,9}))?$/.exec(text) ?? [];
        if (units === undefined) return void expect(() => parseMoney(text, 'USD')).toThrow(RangeError);
        const amount = parseMoney(text, 'USD');
        expect(billionths(amount)).toBe(BigInt(`${units}${fraction.padEnd(9, '0')}`) * (sign ? -1n : 1n));
        expect(formatDecimal(amount)).toMatch(/^(?:-(?!0$))?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/);
      }),
      { numRuns: 3000, examples: [...INHERITED_EXAMPLES, ['-0'], ['-0.0'], ['0005.10'], ['1\n']] },
    );
  });

  it('less any percent is whole cents, within half a cent of the exact amount', () => {
    const prices = amounts().filter((price) => billionths(price) >= 0n);
    fc.assert(
      fc.property(prices, fc.integer({ min: 0, max: 100 }), (price, percent) => {
        const reduced = billionths(takePercentOff(price, percent));
        const error = 100n * reduced - billionths(price) * BigInt(100 - percent);
        expect(reduced % CENT).toBe(0n);
        expect(2n * error > -100n * CENT && 2n * error <= 100n * CENT).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
