import { runService } from '#service-runtime';

import { createReviewsApp } from './reviews.app.ts';
import { reviewsSettings } from './reviews.config.ts';

await runService(reviewsSettings, createReviewsApp);
