import type { Money, Product } from '#contracts';
import { formatDecimal } from '#service-runtime';

import { renderPage } from './page.ts';
import productView from './views/product.hbs';

/** The page of a product. */
export function productPage(product: Product): string {
  const { baseProduct, inventory, price, reviews, degraded } = product;
  const quantities = new Map(inventory?.options.map(({ optionId, quantity }) => [optionId, quantity]));
  const prices = new Map(price?.options.map((option) => [option.optionId, formatMoney(option.price)]));
  const reviewsMissing = degraded.includes('reviews');
  return renderPage(productView, {
    title: baseProduct?.description,
    productId: baseProduct?.productId,
    description: baseProduct?.description,
    imageUrl: baseProduct?.imageUrl,
    price: formatMoney(price?.price),
    priceMissing: degraded.includes('price'),
    inventory: inventory?.total ?? null,
    inventoryMissing: degraded.includes('inventory'),
    options: baseProduct?.options.map(({ optionId, description }) => ({
      description,
      price: prices.get(optionId) ?? null,
      inventory: quantities.get(optionId) ?? null,
      outOfStock: quantities.get(optionId) === 0,
    })),
    reviews: reviewsMissing ? null : reviews.map(({ text }) => text),
    reviewsMissing,
  });
}

const formats = new Map<string, Intl.NumberFormat>();

/** An amount as people write it, such as $38.99; null if there is none. */
function formatMoney(money: Money | undefined): string | null {
  if (!money) return null;
  const currency = money.currencyCode;
  let format = formats.get(currency);
  if (!format) {
    format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
    formats.set(currency, format);
  }
  return format.format(formatDecimal(money) as Intl.StringNumericLiteral);
}
