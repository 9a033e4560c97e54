import { Controller, Get, Header, Param } from '@nestjs/common';
import {
  ReviewsServiceControllerMethods,
  type ListReviewsRequest,
  type ListReviewsResponse,
  type ReviewsServiceController,
} from '#contracts';

import { parseProductId } from '#catalog';
import { SkipPipes } from '#grpc';

import { ReviewsService } from './reviews.service.ts';

@Controller()
@SkipPipes()
@ReviewsServiceControllerMethods()
export class ReviewsController implements ReviewsServiceController {
  constructor(private readonly reviews: ReviewsService) {}

  listReviews(request: ListReviewsRequest): ListReviewsResponse {
    return this.reviews.listReviews(request);
  }

  /** The texts of all reviews of the product. */
  @Get('productReviews/:id')
  @Header('content-type', 'application/json; charset=utf-8')
  productReviews(@Param('id') id: string): string[] {
    return this.reviews.allReviews(parseProductId(id)).map(({ text }) => text);
  }
}
