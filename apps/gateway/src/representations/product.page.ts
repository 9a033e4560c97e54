import { randomUUID } from 'node:crypto';

import { LRUCache } from 'lru-cache';

import type { Money, Product } from '#contracts';

import { formatDecimal } from '#catalog';

import { callGraph } from './hops.page.ts';
import type { HopsJson } from './hops.json.ts';
import { renderPage } from './layout.page.ts';
import productView from '../views/product.hbs';

/** The glyphs of a review, by its stars; a review with 0 stars is not rated. */
const STARS: readonly string[] = ['', '★☆☆☆☆', '★★☆☆☆', '★★★☆☆', '★★★★☆', '★★★★★'];

/** The page of a product, with the calls to backends that it took. */
export function productPage(product: Product, hops: HopsJson): string {
  const { baseProduct, inventory, price, reviews, degraded } = product;
  const quantities = new Map(inventory?.options.map(({ optionId, quantity }) => [optionId, quantity]));
  const prices = new Map(price?.options.map((option) => [option.optionId, option]));
  const reviewsMissing = degraded.includes('reviews');
  const { productId } = baseProduct ?? {};
  return renderPage(productView, {
    title: baseProduct?.description,
    productId,
    description: baseProduct?.description,
    imageUrl: baseProduct?.imageUrl,
    price: formatMoney(price?.price),
    listPrice: formatMoney(price?.listPrice),
    discountPercent: price?.discountPercent,
    priceMissing: degraded.includes('price'),
    inventory: inventory?.total ?? null,
    inventoryMissing: degraded.includes('inventory'),
    options: baseProduct?.options.map(({ optionId, description }) => {
      const quantity = quantities.get(optionId) ?? null;
      return {
        optionId,
        description,
        price: formatMoney(prices.get(optionId)?.price),
        listPrice: formatMoney(prices.get(optionId)?.listPrice),
        inventory: quantity,
        outOfStock: quantity === 0,
        // A form that is sent twice reserves once.
        idempotencyKey: quantity ? randomUUID() : null,
      };
    }),
    reviews: reviewsMissing ? null : reviews.map(({ text, stars }) => ({ text, stars, glyphs: STARS[stars] })),
    reviewsMissing,
    callGraph: callGraph(hops),
    hopsHref: `/product/${productId}.json?view=hops`,
  });
}

/** Formats by currency. Their number is bounded, since a backend may send any three letters, and a format takes memory. */
const formats = new LRUCache<string, Intl.NumberFormat>({
  max: 64,
  memoMethod: (currency) => new Intl.NumberFormat('en-US', { style: 'currency', currency }),
});

/** An amount in the form of en-US, such as $38.99; null without an amount. */
function formatMoney(money: Money | undefined): string | null {
  if (!money) return null;
  return formats.memo(money.currencyCode).format(formatDecimal(money) as Intl.StringNumericLiteral);
}
