import type { Money } from '#contracts';

const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d{1,9}))?$/;
const BILLION = 1_000_000_000n;

/** Reads an amount such as "39.99" exactly, never by way of a double. */
export function parseMoney(decimal: string, currencyCode: string): Money {
  const [, minus, units, fraction = ''] = DECIMAL.exec(decimal) ?? [];
  if (units === undefined) throw new RangeError(`${JSON.stringify(decimal)} is not an amount such as 39.99`);
  const sign = minus ? -1 : 1;
  // `|| 0` replaces -0 by 0: an amount has no negative zero.
  return {
    currencyCode,
    units: sign * Number(units) || 0,
    nanos: sign * Number(fraction.padEnd(9, '0')) || 0,
  };
}

/** Writes an amount as decimal text without trailing zeros: 40 units are "40", 38 and 990,000,000 nanos "38.99". */
export function formatDecimal({ units, nanos }: Money): string {
  const sign = units < 0 || nanos < 0 ? '-' : '';
  const fraction = Math.abs(nanos).toString().padStart(9, '0').replace(/0+$/, '');
  return sign + Math.abs(units) + (fraction && `.${fraction}`);
}

/** Takes whole percent off a price, which is not below zero: exactly, then rounded half up to the cent. */
export function takePercentOff({ currencyCode, units, nanos }: Money, percent: number): Money {
  const billionths = BigInt(units) * BILLION + BigInt(nanos);
  // Cents are ten million billionths, and percent a hundred parts: together a billion.
  const cents = (billionths * BigInt(100 - percent) + BILLION / 2n) / BILLION;
  return { currencyCode, units: Number(cents / 100n), nanos: Number(cents % 100n) * 10_000_000 };
}
