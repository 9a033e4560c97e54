import { Injectable } from '@nestjs/common';
import type { ListReviewsRequest, ListReviewsResponse, Review } from '#contracts';
import { pageSize, pageToken, readPageToken } from '#service-runtime';

import { ReviewsCatalog } from './reviews.catalog.ts';

/** What customers say. */
@Injectable()
export class ReviewsService {
  constructor(private readonly catalog: ReviewsCatalog) {}

  /** @throws AppError invalid-product-id, invalid-page, product-not-found */
  listReviews(request: ListReviewsRequest): ListReviewsResponse {
    const reviews = this.catalog.get(request.productId);
    const start = readPageToken(request.pageToken);
    const end = start + pageSize(request.pageSize);
    return {
      reviews: reviews.slice(start, end),
      nextPageToken: end < reviews.length ? pageToken(end) : '',
    };
  }

  /** All reviews of a product. @throws AppError invalid-product-id, product-not-found */
  allReviews(productId: number): readonly Review[] {
    return this.catalog.get(productId);
  }
}
