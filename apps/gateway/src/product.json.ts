import type { Money, Product } from '#contracts';
import { formatDecimal } from '#service-runtime';

/**
 * The JSON of a product. Its shape and the order of its keys are those of the 2017 article; `degraded` exists only if a
 * backend's part is missing, and with that part its keys.
 */
export function productJson(product: Product): string {
  const { baseProduct, inventory, price, reviews, degraded } = product;
  const quantities = new Map(inventory?.options.map(({ optionId, quantity }) => [optionId, quantity]));
  const prices = new Map(price?.options.map((option) => [option.optionId, number(option.price)]));
  return JSON.stringify({
    productId: baseProduct?.productId,
    description: baseProduct?.description,
    imageUrl: baseProduct?.imageUrl,
    options: baseProduct?.options.map(({ optionId, description }) => ({
      productId: optionId,
      optionDescription: description,
      inventory: quantities.get(optionId),
      price: prices.get(optionId),
    })),
    reviews: degraded.includes('reviews') ? undefined : reviews.map(({ text }) => text),
    price: number(price?.price),
    inventory: inventory?.total,
    degraded: degraded.length > 0 ? degraded : undefined,
  });
}

/** An amount as a JSON number with just its digits, never by way of a double. */
function number(money: Money | undefined): unknown {
  return money && JSON.rawJSON(formatDecimal(money));
}
