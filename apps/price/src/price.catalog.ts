import type { Money, Price } from '#contracts';

import { Catalog, computedOptionIds, parseMoney } from '#catalog';

import stored from './price.catalog.json' with { type: 'json' };

const CURRENCY = 'USD';

/** The list prices of all products. */
export class PriceCatalog extends Catalog<Price> {
  constructor(computedProducts: number, optionCount: number) {
    super(
      stored.map(({ id, price, options }) => [id, priceOf(id, price, options)]),
      (id) => computePrice(id, optionCount),
      computedProducts,
    );
  }
}

/** From 5 to 104 dollars by the id's last two digits, each option half a dollar more than the one before. */
function computePrice(id: number, optionCount: number): Price {
  const dollars = 5 + (id % 100);
  const options = computedOptionIds(id, optionCount).map((optionId) => String(dollars + optionId / 2));
  return priceOf(id, String(dollars), options);
}

function priceOf(productId: number, price: string, options: readonly string[]): Price {
  const money = (decimal: string): Money => parseMoney(decimal, CURRENCY);
  return {
    productId,
    price: money(price),
    options: options.map((optionPrice, index) => ({
      optionId: index + 1,
      price: money(optionPrice),
      listPrice: undefined,
    })),
    listPrice: undefined,
    discountPercent: 0,
  };
}
