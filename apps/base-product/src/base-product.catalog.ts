import type { BaseProduct } from '#contracts';

import { Catalog, computedOptionIds } from '#catalog';

import stored from './base-product.catalog.json' with { type: 'json' };
import { pictureUrl } from './base-product.pictures.ts';

/** The description of all products. */
export class BaseProductCatalog extends Catalog<BaseProduct> {
  constructor(computedProducts: number, optionCount: number) {
    super(
      stored.map(({ id, description, picture, options }) => [
        id,
        baseProduct(id, description, pictureUrl(picture), options),
      ]),
      (id) => computeBaseProduct(id, optionCount),
      computedProducts,
    );
  }
}

function computeBaseProduct(id: number, optionCount: number): BaseProduct {
  return baseProduct(
    id,
    `Computed product ${id}`,
    '',
    computedOptionIds(id, optionCount).map((optionId) => `Size ${optionId}`),
  );
}

function baseProduct(
  productId: number,
  description: string,
  imageUrl: string,
  options: readonly string[],
): BaseProduct {
  return {
    productId,
    description,
    imageUrl,
    options: options.map((option, index) => ({ optionId: index + 1, description: option })),
  };
}
