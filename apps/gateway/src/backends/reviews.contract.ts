import { ReviewsServiceService, type ListReviewsRequest, type ListReviewsResponse } from '#contracts';

import { MAX_PAGE_SIZE, MAX_PAGE_TOKEN_LENGTH, rangeBreach, textBreach, type CheckedMethod } from './contract-rules.ts';

const MAX_STARS = 5;

export const listReviews: CheckedMethod<ListReviewsRequest, ListReviewsResponse> = {
  definition: ReviewsServiceService.listReviews,
  breach: listReviewsBreach,
};

/** proto/product_gateway/reviews/v1/reviews.proto */
function listReviewsBreach({ reviews, nextPageToken }: ListReviewsResponse): string | undefined {
  if (reviews.length > MAX_PAGE_SIZE) return `there are ${reviews.length} reviews on a page`;
  if (nextPageToken.length > MAX_PAGE_TOKEN_LENGTH) return `next_page_token has ${nextPageToken.length} characters`;
  for (const [index, { text, stars }] of reviews.entries()) {
    const breach =
      textBreach(text, `reviews[${index}].text`) ?? rangeBreach(stars, 0, MAX_STARS, `reviews[${index}].stars`);
    if (breach !== undefined) return breach;
  }
  return undefined;
}
