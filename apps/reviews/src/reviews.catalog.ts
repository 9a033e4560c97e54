import type { Review } from '#contracts';
import { Catalog } from '#service-runtime';

import stored from './reviews.catalog.json' with { type: 'json' };

const SENTENCES = ['Just as described', 'Arrived late, but worth the wait', 'I would buy it again'];

/** The reviews of all products, oldest first. */
export class ReviewsCatalog extends Catalog<readonly Review[]> {
  constructor(computedProducts: number) {
    super(
      stored.map(({ id, reviews }) => [id, reviews.map((text) => ({ text }))]),
      computeReviews,
      computedProducts,
    );
  }
}

/** From none to three reviews. */
function computeReviews(id: number): Review[] {
  return SENTENCES.slice(0, id % (SENTENCES.length + 1)).map((text) => ({ text }));
}
