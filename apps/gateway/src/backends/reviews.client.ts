import { Inject, Injectable } from '@nestjs/common';
import { ReviewsServiceService, type ListReviewsResponse, type Review } from '#contracts';

import { Telemetry } from '#telemetry';

import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.ts';
import type { RequestScope } from '../request-scope.ts';
import { Backend } from './backend.ts';
import { MAX_PAGE_SIZE, MAX_PAGE_TOKEN_LENGTH, rangeBreach, textBreach } from './contract.ts';

/** Optional: without it the product has no reviews. */
@Injectable()
export class ReviewsClient extends Backend {
  readonly required = false;
  readonly #listReviews = this.caller(ReviewsServiceService.listReviews, listReviewsBreach);

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

const MOST_STARS = 5;

/** proto/product_gateway/reviews/v1/reviews.proto */
function listReviewsBreach({ reviews, nextPageToken }: ListReviewsResponse): string | undefined {
  if (reviews.length > MAX_PAGE_SIZE) return `there are ${reviews.length} reviews on a page`;
  if (nextPageToken.length > MAX_PAGE_TOKEN_LENGTH) return `next_page_token has ${nextPageToken.length} characters`;
  for (const [index, { text, stars }] of reviews.entries()) {
    const breach =
      textBreach(text, `reviews[${index}].text`) ?? rangeBreach(stars, 0, MOST_STARS, `reviews[${index}].stars`);
    if (breach !== undefined) return breach;
  }
  return undefined;
}
