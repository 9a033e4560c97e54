import type { BaseProduct, ListBaseProductsRequest, ListBaseProductsResponse } from '#contracts';

import { pageSize, pageToken, readPageToken } from '#catalog';

import type { BaseProductCatalog } from './base-product.catalog.ts';

/** The descriptions of products. */
export class BaseProductService {
  constructor(private readonly catalog: BaseProductCatalog) {}

  /** @throws AppError invalid-product-id, product-not-found */
  getBaseProduct(productId: number): BaseProduct {
    return this.catalog.get(productId);
  }

  /** All products by ascending id, a page at a time; a page token stands for the last id before the page. */
  listBaseProducts(request: ListBaseProductsRequest): ListBaseProductsResponse {
    const size = pageSize(request.pageSize);
    // One id more than the page has, to find whether there is a next page.
    const ids = this.catalog.idsAfter(readPageToken(request.pageToken), size + 1);
    const baseProducts = ids.slice(0, size).map((id) => this.catalog.get(id));
    const last = baseProducts.at(-1);
    return { baseProducts, nextPageToken: ids.length > size && last ? pageToken(last.productId) : '' };
  }
}
