import { expect, it } from 'vitest';

import { formatDecimal, parseMoney } from '#catalog';

import { productJson } from './product.json.ts';

function written(amount: string): string {
  const price = {
    productId: 1,
    price: parseMoney(amount, 'USD'),
    options: [],
    listPrice: undefined,
    discountPercent: 0,
  };
  const json = productJson({ baseProduct: undefined, inventory: undefined, price, reviews: [], degraded: [] });
  return /"price":([^,}]+)/.exec(json)?.[1] ?? '';
}

it.each(['0', '38.99', '0.01', '-0.07', '40', '0.1', '9999999999999.99', '999999999999999.99', '0.000000001', '1.005'])(
  'an amount of %s is written with just its digits',
  (amount) => {
    expect(written(amount)).toBe(amount);
  },
);

it('every amount up to a hundred is written as its exact text', () => {
  for (let cents = 0; cents <= 10_000; cents += 1) {
    const money = { currencyCode: 'USD', units: Math.trunc(cents / 100), nanos: (cents % 100) * 10_000_000 };
    expect(written(formatDecimal(money))).toBe(formatDecimal(money));
  }
});
