import { ReviewsServiceService } from '#contracts';
import { Service } from '#service-runtime';

import type { ReviewsConfig } from './reviews.config.ts';
import { ReviewsModule } from './reviews.module.ts';

/** The reviews service, not yet started. */
export const createReviewsApp = (config: ReviewsConfig): Promise<Service> =>
  Service.create({
    name: 'reviews',
    config,
    module: ReviewsModule.with(config),
    grpc: [ReviewsServiceService],
  });
