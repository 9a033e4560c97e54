import type { BaseProduct, Inventory, Money, Price, Review } from '#contracts';

import seed from '../../apps/gateway/src/product-9310301.seed.json' with { type: 'json' };

// The responses of the baselines' backends, whatever the request.
const { productId, description, imageUrl } = seed;

export const baseProduct: BaseProduct = {
  productId,
  description,
  imageUrl,
  options: seed.options.map((option) => ({ optionId: option.productId, description: option.optionDescription })),
};
export const inventory: Inventory = {
  productId,
  total: seed.inventory,
  options: seed.options.map((option) => ({ optionId: option.productId, quantity: option.inventory })),
};
export const price: Price = {
  productId,
  price: money(seed.price),
  options: seed.options.map((option) => ({
    optionId: option.productId,
    price: money(option.price),
    listPrice: undefined,
  })),
  listPrice: undefined,
  discountPercent: 0,
};
export const reviews: Review[] = seed.reviews.map((text) => ({ text, stars: 0 }));

function money(amount: number): Money {
  const units = Math.trunc(amount);
  return { currencyCode: 'USD', units, nanos: Math.round((amount - units) * 1e9) };
}
