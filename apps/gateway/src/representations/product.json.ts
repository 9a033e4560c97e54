import type { Money, Product } from '#contracts';

import { formatDecimal } from '#catalog';

import type { HopsJson } from './hops.json.ts';

declare global {
  interface JSON {
    /** Text that JSON.stringify writes as it is; ES2026, which TypeScript does not declare yet. */
    rawJSON(text: string): unknown;
  }
}

/**
 * The JSON of a product. Its shape and the order of its keys are those of the 2017 article. `degraded` exists only if a
 * backend's part is missing, and then that part's keys don't; `stars`, `listPrice` and `discountPercent` exist only if a
 * backend sends them, as v2 of reviews and of price does.
 *
 * @param hops what the hops view adds, at the end
 */
export function productJson(product: Product, hops?: HopsJson): string {
  const { baseProduct, inventory, price, reviews, degraded } = product;
  return JSON.stringify({
    productId: baseProduct?.productId,
    description: baseProduct?.description,
    imageUrl: baseProduct?.imageUrl,
    options: baseProduct?.options.map(({ optionId, description }, index) => {
      const sold = ofOption(price?.options, optionId, index);
      return {
        productId: optionId,
        optionDescription: description,
        inventory: ofOption(inventory?.options, optionId, index)?.quantity,
        price: number(sold?.price),
        listPrice: number(sold?.listPrice),
      };
    }),
    reviews: degraded.includes('reviews') ? undefined : reviews.map(({ text }) => text),
    stars: reviews.some(({ stars }) => stars > 0) ? reviews.map(({ stars }) => stars) : undefined,
    price: number(price?.price),
    listPrice: number(price?.listPrice),
    discountPercent: price?.discountPercent || undefined,
    inventory: inventory?.total,
    degraded: degraded.length > 0 ? degraded : undefined,
    ...hops,
  });
}

/** A backend's entry for an option. Backends list options in one order, so that the entry at `index` almost always is it. */
function ofOption<T extends { optionId: number }>(
  options: readonly T[] | undefined,
  optionId: number,
  index: number,
): T | undefined {
  const entry = options?.[index];
  return entry?.optionId === optionId ? entry : options?.find((option) => option.optionId === optionId);
}

/**
 * An amount as a JSON number with its decimal digits. Whole cents of at most 15 digits divided by 100 give the double that is
 * nearest to the amount, and JSON.stringify writes that double with the digits of the amount. Other amounts are exact text.
 */
function number(money: Money | undefined): unknown {
  if (!money) return undefined;
  const cents = money.units * 100 + money.nanos / 10_000_000;
  const isExactAsDouble = Number.isInteger(cents) && Math.abs(cents) < 1e15;
  return isExactAsDouble ? cents / 100 : JSON.rawJSON(formatDecimal(money));
}
