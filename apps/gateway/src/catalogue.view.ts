import type { ListBaseProductsResponse } from '#contracts';

import { renderPage } from './page.ts';
import catalogueView from './views/catalogue.hbs';

export interface CataloguePage extends ListBaseProductsResponse {
  /** As it was asked for; 0 if it was not. */
  readonly pageSize: number;
  readonly isFirst: boolean;
}

/** A page of the catalogue as JSON; nextPageToken is empty on the last page. */
export function catalogueJson({ baseProducts, nextPageToken }: CataloguePage): string {
  const products = baseProducts.map(({ productId, description, imageUrl }) => ({ productId, description, imageUrl }));
  return JSON.stringify({ products, nextPageToken });
}

/** A page of the catalogue for a browser. */
export function cataloguePage(page: CataloguePage): string {
  const { baseProducts, nextPageToken, isFirst } = page;
  return renderPage(catalogueView, {
    title: 'Catalogue',
    products: baseProducts.map(({ productId, description, imageUrl }) => ({
      productId,
      description,
      imageUrl,
      href: `/product/${productId}.html`,
    })),
    nextHref: nextPageToken ? pageHref(page, nextPageToken) : null,
    firstHref: isFirst ? null : pageHref(page),
  });
}

function pageHref({ pageSize }: CataloguePage, pageToken?: string): string {
  const query = new URLSearchParams({
    ...(pageSize > 0 && { pageSize: String(pageSize) }),
    ...(pageToken && { pageToken }),
  });
  return query.size > 0 ? `/product?${query}` : '/product';
}
