import type { Money, Price } from '#contracts';

import { takePercentOff } from '#catalog';

import type { PriceCatalog } from './price.catalog.ts';
import type { PriceConfig } from './price.config.ts';

/** The discount on every list price, by version. */
const DISCOUNT_PERCENT = { v1: 0, v2: 10 };

/** The prices of products. */
export class PriceService {
  readonly #discountPercent: number;

  constructor(
    private readonly catalog: PriceCatalog,
    version: PriceConfig['SERVICE_VERSION'],
  ) {
    this.#discountPercent = DISCOUNT_PERCENT[version];
  }

  /** @throws AppError invalid-product-id, product-not-found */
  getPrice(productId: number): Price {
    const listed = this.catalog.get(productId);
    return this.#discountPercent > 0 ? discount(listed, this.#discountPercent) : listed;
  }
}

function discount(listed: Price, discountPercent: number): Price {
  const sold = ({ price }: { price: Money | undefined }) => ({
    price: price && takePercentOff(price, discountPercent),
    listPrice: price,
  });
  const options = listed.options.map((option) => ({ ...option, ...sold(option) }));
  return { ...listed, ...sold(listed), discountPercent, options };
}
