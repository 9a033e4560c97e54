import type { ListBaseProductsResponse } from '#contracts';

import catalogView from '../views/catalog.hbs';
import { renderPage } from './layout.page.ts';

export interface CatalogPage extends ListBaseProductsResponse {
  /** As requested; 0 if the request has none. */
  readonly pageSize: number;
  readonly isFirst: boolean;
}

/** A page of the catalogue as HTML. */
export function catalogPage(page: CatalogPage): string {
  const { baseProducts, nextPageToken, isFirst } = page;
  return renderPage(catalogView, {
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

function pageHref({ pageSize }: CatalogPage, pageToken?: string): string {
  const query = new URLSearchParams({
    ...(pageSize > 0 && { pageSize: String(pageSize) }),
    ...(pageToken && { pageToken }),
  });
  return query.size > 0 ? `/product?${query}` : '/product';
}
