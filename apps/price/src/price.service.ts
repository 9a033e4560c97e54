import { Injectable } from '@nestjs/common';
import type { Price } from '#contracts';

import { PriceCatalog } from './price.catalog.ts';

/** What products cost. */
@Injectable()
export class PriceService {
  constructor(private readonly catalog: PriceCatalog) {}

  /** @throws AppError invalid-product-id, product-not-found */
  getPrice(productId: number): Price {
    return this.catalog.get(productId);
  }
}
