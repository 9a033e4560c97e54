import { Injectable } from '@nestjs/common';
import type { Product } from '#contracts';

import type { BackendName } from '#configuration';
import { Telemetry } from '#telemetry';

import type { Backend } from './backends/backend.ts';
import { BaseProductClient } from './backends/base-product.client.ts';
import { InventoryClient } from './backends/inventory.client.ts';
import { PriceClient } from './backends/price.client.ts';
import { ReviewsClient } from './backends/reviews.client.ts';
import type { RequestScope } from './request-scope.ts';

/** Composes products from the four backends. */
@Injectable()
export class ProductService {
  constructor(
    private readonly baseProducts: BaseProductClient,
    private readonly inventories: InventoryClient,
    private readonly prices: PriceClient,
    private readonly reviews: ReviewsClient,
    private readonly telemetry: Telemetry,
  ) {}

  /**
   * Asks all backends at once. What an optional one can't give is left out and its name listed as degraded; the error
   * of a required one is the answer, and what else is under way is cancelled.
   *
   * @param productId a valid id
   * @throws AppError product-not-found, backend-unavailable, backend-timeout, backend-failed, too-many-requests
   */
  async getProduct(productId: number, scope: RequestScope): Promise<Product> {
    const missing = new Set<BackendName>();
    const part = <T>(backend: Backend, answer: Promise<T>): Promise<T | undefined> =>
      backend.required ? answer : answer.catch((error: unknown) => this.#doWithout(backend, error, missing, scope));

    try {
      const [baseProduct, inventory, price, reviews] = await Promise.all([
        part(this.baseProducts, this.baseProducts.getBaseProduct(productId, scope)),
        part(this.inventories, this.inventories.getInventory(productId, scope)),
        part(this.prices, this.prices.getPrice(productId, scope)),
        part(this.reviews, this.reviews.listReviews(productId, scope)),
      ]);
      const optional = [this.inventories, this.prices, this.reviews].map(({ name }) => name);
      const degraded = optional.filter((name) => missing.has(name));
      for (const backend of degraded) this.telemetry.metrics?.degradedResponses.inc({ backend });
      return {
        baseProduct,
        inventory,
        price,
        reviews: reviews ?? [],
        degraded,
      };
    } catch (error) {
      scope.cancel();
      throw error;
    }
  }

  #doWithout(backend: Backend, error: unknown, missing: Set<BackendName>, scope: RequestScope): undefined {
    missing.add(backend.name);
    const { requestId, traceId } = scope.context ?? {};
    const cause = String((error as Error).cause ?? error);
    this.telemetry.logger.debug({ request_id: requestId, trace_id: traceId, backend: backend.name, cause }, 'degraded');
  }
}
