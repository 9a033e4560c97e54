import type { ListBaseProductsResponse } from '#contracts';

/** A page of the catalogue as JSON; nextPageToken is empty on the last page. */
export function catalogJson({ baseProducts, nextPageToken }: ListBaseProductsResponse): string {
  const products = baseProducts.map(({ productId, description, imageUrl }) => ({ productId, description, imageUrl }));
  return JSON.stringify({ products, nextPageToken });
}
