import { describe, expect, it } from 'vitest';

import { formatDecimal, parseMoney, takePercentOff } from './money.ts';

const usd = (units: number, nanos: number) => ({ currencyCode: 'USD', units, nanos });

describe('an amount of money', () => {
  it.each([
    ['39.99', 39, 990_000_000],
    ['40', 40, 0],
    ['12.5', 12, 500_000_000],
    ['0.000000001', 0, 1],
    ['-0.5', 0, -500_000_000],
    ['-3.07', -3, -70_000_000],
    ['999999999999999.999999999', 999_999_999_999_999, 999_999_999],
  ])('is read from %s and written as the same text', (decimal, units, nanos) => {
    expect(parseMoney(decimal, 'USD')).toEqual(usd(units, nanos));
    expect(formatDecimal(usd(units, nanos))).toBe(decimal);
  });

  it('is written without trailing zeros', () => {
    expect(formatDecimal(parseMoney('40.00', 'USD'))).toBe('40');
    expect(formatDecimal(parseMoney('12.50', 'USD'))).toBe('12.5');
  });

  it.each(['', '1,50', '1e3', '.5', '5.', '1.0000000001', 'NaN'])('is not read from %j', (text) => {
    expect(() => parseMoney(text, 'USD')).toThrow('is not an amount');
  });

  it.each([
    ['38.99', 10, '35.09'],
    ['39.99', 10, '35.99'],
    ['32.99', 10, '29.69'],
    ['4.25', 10, '3.83'],
    ['0.05', 10, '0.05'],
    ['0.04', 10, '0.04'],
    ['210', 10, '189'],
    ['1.1', 50, '0.55'],
    ['999999999999999.99', 1, '989999999999999.99'],
    ['39.99', 0, '39.99'],
  ])('of %s less %d % is %s, rounded half up to the cent', (price, percent, reduced) => {
    expect(takePercentOff(parseMoney(price, 'USD'), percent)).toEqual(parseMoney(reduced, 'USD'));
  });
});
