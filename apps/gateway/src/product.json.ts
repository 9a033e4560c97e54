import type { Money, Product } from '#contracts';

import { formatDecimal } from '#catalog';

import type { HopsView } from './hops.view.ts';

/**
 * The JSON of a product. Its shape and the order of its keys are those of the 2017 article. `degraded` exists only if a
 * backend's part is missing, and then that part's keys don't; `stars`, `listPrice` and `discountPercent` exist only if a
 * backend gives them, which is v2 of reviews and of price.
 *
 * @param hops what the hops view adds, at the end
 */
export function productJson(product: Product, hops?: HopsView): string {
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

/** What a backend says of an option: at the place where the description is, as it almost always is, or wherever else. */
function ofOption<T extends { optionId: number }>(
  options: readonly T[] | undefined,
  optionId: number,
  index: number,
): T | undefined {
  const there = options?.[index];
  return there?.optionId === optionId ? there : options?.find((option) => option.optionId === optionId);
}

/**
 * An amount as a JSON number with just its digits. The quotient of two whole numbers is the double that is nearest to the
 * amount, which JSON writes in its digits as long as they are 15 at most; it takes a third of the time of the exact text.
 */
function number(money: Money | undefined): unknown {
  if (!money) return undefined;
  const cents = money.units * 100 + money.nanos / 10_000_000;
  const hasDigitsOfADouble = Number.isInteger(cents) && Math.abs(cents) < 1e15;
  return hasDigitsOfADouble ? cents / 100 : JSON.rawJSON(formatDecimal(money));
}
