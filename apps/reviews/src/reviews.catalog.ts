import type { Review } from '#contracts';

import { Catalog } from '#catalog';

import stored from './reviews.catalog.json' with { type: 'json' };

const COMPUTED_REVIEWS: readonly Review[] = [
  { text: 'Just as described', stars: 4 },
  { text: 'Arrived late, but worth the wait', stars: 4 },
  { text: 'I would buy it again', stars: 5 },
];

/** The reviews of all products, oldest first. */
export class ReviewsCatalog extends Catalog<readonly Review[]> {
  constructor(computedProducts: number) {
    super(
      stored.map(({ id, reviews }) => [id, reviews]),
      computeReviews,
      computedProducts,
    );
  }
}

/** From none to three reviews. */
function computeReviews(id: number): Review[] {
  return COMPUTED_REVIEWS.slice(0, id % (COMPUTED_REVIEWS.length + 1));
}
