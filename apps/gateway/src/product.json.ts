import type { Money, Product } from '#contracts';
import { formatDecimal } from '#service-runtime';

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
  const quantities = new Map(inventory?.options.map(({ optionId, quantity }) => [optionId, quantity]));
  const prices = new Map(price?.options.map((option) => [option.optionId, option]));
  return JSON.stringify({
    productId: baseProduct?.productId,
    description: baseProduct?.description,
    imageUrl: baseProduct?.imageUrl,
    options: baseProduct?.options.map(({ optionId, description }) => ({
      productId: optionId,
      optionDescription: description,
      inventory: quantities.get(optionId),
      price: number(prices.get(optionId)?.price),
      listPrice: number(prices.get(optionId)?.listPrice),
    })),
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

/** An amount as a JSON number with just its digits, never by way of a double. */
function number(money: Money | undefined): unknown {
  return money && JSON.rawJSON(formatDecimal(money));
}
