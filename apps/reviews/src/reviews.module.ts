import { Module, type DynamicModule } from '@nestjs/common';

import { ReviewsCatalog } from './reviews.catalog.ts';
import type { ReviewsConfig } from './reviews.config.ts';
import { ReviewsController } from './reviews.controller.ts';
import { ReviewsService } from './reviews.service.ts';

@Module({ controllers: [ReviewsController] })
export class ReviewsModule {
  static with(config: ReviewsConfig): DynamicModule {
    const reviews = new ReviewsService(new ReviewsCatalog(config.CATALOG_PRODUCTS), config.SERVICE_VERSION);
    return { module: ReviewsModule, providers: [{ provide: ReviewsService, useValue: reviews }] };
  }
}
