import type { ListReviewsRequest, ListReviewsResponse, Review } from '#contracts';

import { pageSize, pageToken, readPageToken } from '#catalog';

import type { ReviewsCatalog } from './reviews.catalog.ts';
import type { ReviewsConfig } from './reviews.config.ts';

/** The reviews of products. */
export class ReviewsService {
  constructor(
    private readonly catalog: ReviewsCatalog,
    private readonly version: ReviewsConfig['SERVICE_VERSION'],
  ) {}

  /** @throws AppError invalid-product-id, invalid-page, product-not-found */
  listReviews(request: ListReviewsRequest): ListReviewsResponse {
    const reviews = this.allReviews(request.productId);
    const start = readPageToken(request.pageToken);
    const end = start + pageSize(request.pageSize);
    return {
      reviews: reviews.slice(start, end),
      nextPageToken: end < reviews.length ? pageToken(end) : '',
    };
  }

  /** All reviews of a product, without stars in v1. @throws AppError invalid-product-id, product-not-found */
  allReviews(productId: number): readonly Review[] {
    const reviews = this.catalog.get(productId);
    return this.version === 'v1' ? reviews.map(({ text }) => ({ text, stars: 0 })) : reviews;
  }
}
