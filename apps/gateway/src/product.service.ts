import { Injectable } from '@nestjs/common';
import type { Product } from '#contracts';

import type { BackendName } from '#configuration';
import { Telemetry } from '#telemetry';

import { BackendClients } from './backends/backend-clients.ts';
import { BACKENDS, OPTIONAL_BACKENDS } from './backends/backends.ts';
import type { RequestScope } from './request-scope.ts';

/** Composes products from the responses of the four backends. */
@Injectable()
export class ProductService {
  constructor(
    private readonly backends: BackendClients,
    private readonly telemetry: Telemetry,
  ) {}

  /**
   * Calls all backends at once. If an optional backend fails, the product lacks its part, and `degraded` has its name. If a
   * required one fails, its error is the response, and the calls that are in flight are cancelled.
   *
   * @param productId a valid id
   * @throws AppError product-not-found, backend-unavailable, backend-timeout, backend-failed, too-many-requests
   */
  async getProduct(productId: number, scope: RequestScope): Promise<Product> {
    const failed = new Set<BackendName>();
    const part = <T>(backend: BackendName, response: Promise<T>): Promise<T | undefined> =>
      BACKENDS[backend].required
        ? response
        : response.catch((error: unknown) => {
            failed.add(backend);
            return this.#logDegraded(backend, error, scope);
          });
    const { backends } = this;
    try {
      const [base, inventory, price, reviews] = await Promise.all([
        part('base-product', backends.getBaseProduct({ productId }, scope)),
        part('inventory', backends.getInventory({ productId }, scope)),
        part('price', backends.getPrice({ productId }, scope)),
        // A product has the first page of its reviews.
        part('reviews', backends.listReviews({ productId, pageSize: 0, pageToken: '' }, scope)),
      ]);
      const degraded = OPTIONAL_BACKENDS.filter((name) => failed.has(name));
      for (const backend of degraded) this.telemetry.metrics?.degradedResponses.inc({ backend });
      return {
        baseProduct: base?.baseProduct,
        inventory: inventory?.inventory,
        price: price?.price,
        reviews: reviews?.reviews ?? [],
        degraded,
      };
    } catch (error) {
      scope.cancel();
      throw error;
    }
  }

  #logDegraded(backend: BackendName, error: unknown, { context }: RequestScope): undefined {
    const cause = String((error as Error).cause ?? error);
    this.telemetry.logger.debug(
      { request_id: context?.requestId, trace_id: context?.traceId, backend, cause },
      'degraded',
    );
  }
}
