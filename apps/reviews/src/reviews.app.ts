import { ReviewsServiceService } from '#contracts';

import { loadConfig } from '#configuration';
import { Service } from '#service-runtime';

import { reviewsSettings, type ReviewsConfig } from './reviews.config.ts';
import { ReviewsModule } from './reviews.module.ts';

/** The reviews service, not yet started. */
export const createReviewsApp = (config: ReviewsConfig): Promise<Service> =>
  Service.create({
    name: 'reviews',
    config,
    module: ReviewsModule.with(config),
    grpc: [ReviewsServiceService],
  });

/** The reviews service as its environment configures it, not yet started. */
export const createFromEnvironment = async (): Promise<Service> => createReviewsApp(loadConfig(reviewsSettings));
