import { Inject, Injectable } from '@nestjs/common';
import { ReviewsServiceService, type Review } from '#contracts';
import { Telemetry } from '#service-runtime';

import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.ts';
import type { RequestScope } from '../request-scope.ts';
import { Backend } from './backend.ts';

/** Optional: without it the product has no reviews. */
@Injectable()
export class ReviewsClient extends Backend {
  readonly required = false;
  readonly #listReviews = this.caller(ReviewsServiceService.listReviews);

  constructor(@Inject(GATEWAY_CONFIG) config: GatewayConfig, telemetry: Telemetry) {
    super(
      'reviews',
      {
        host: config.REVIEWS_SERVICE_HOST,
        port: config.REVIEWS_SERVICE_PORT,
        timeoutMs: config.REVIEWS_TIMEOUT,
      },
      telemetry,
    );
  }

  /** The first page of reviews, which is all that a product shows. */
  async listReviews(productId: number, scope: RequestScope): Promise<Review[]> {
    const request = { productId, pageSize: 0, pageToken: '' };
    return (await this.#listReviews(request, scope)).reviews;
  }
}
