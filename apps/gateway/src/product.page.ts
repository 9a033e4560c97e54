import type { Money, Product } from '#contracts';

import { formatDecimal } from '#catalog';

import { callGraph } from './call-graph.ts';
import type { HopsView } from './hops.view.ts';
import { renderPage } from './page.ts';
import productView from './views/product.hbs';

/** A review's stars as people see them; one that is not rated has none. */
const STARS: readonly string[] = ['', '★☆☆☆☆', '★★☆☆☆', '★★★☆☆', '★★★★☆', '★★★★★'];

/** The page of a product, with the calls behind it. */
export function productPage(product: Product, hops: HopsView): string {
  const { baseProduct, inventory, price, reviews, degraded } = product;
  const quantities = new Map(inventory?.options.map(({ optionId, quantity }) => [optionId, quantity]));
  const prices = new Map(price?.options.map((option) => [option.optionId, option]));
  const reviewsMissing = degraded.includes('reviews');
  return renderPage(productView, {
    title: baseProduct?.description,
    productId: baseProduct?.productId,
    description: baseProduct?.description,
    imageUrl: baseProduct?.imageUrl,
    price: formatMoney(price?.price),
    listPrice: formatMoney(price?.listPrice),
    discountPercent: price?.discountPercent,
    priceMissing: degraded.includes('price'),
    inventory: inventory?.total ?? null,
    inventoryMissing: degraded.includes('inventory'),
    options: baseProduct?.options.map(({ optionId, description }) => ({
      description,
      price: formatMoney(prices.get(optionId)?.price),
      listPrice: formatMoney(prices.get(optionId)?.listPrice),
      inventory: quantities.get(optionId) ?? null,
      outOfStock: quantities.get(optionId) === 0,
    })),
    reviews: reviewsMissing ? null : reviews.map(({ text, stars }) => ({ text, stars, glyphs: STARS[stars] })),
    reviewsMissing,
    callGraph: callGraph(hops),
  });
}

const formats = new Map<string, Intl.NumberFormat>();
/** A backend may name any three letters, and a format takes memory. */
const MOST_FORMATS = 64;

/** An amount as people write it, such as $38.99; null if there is none. */
function formatMoney(money: Money | undefined): string | null {
  if (!money) return null;
  const currency = money.currencyCode;
  let format = formats.get(currency);
  if (!format) {
    if (formats.size === MOST_FORMATS) formats.clear();
    format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
    formats.set(currency, format);
  }
  return format.format(formatDecimal(money) as Intl.StringNumericLiteral);
}
