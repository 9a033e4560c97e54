import { Module, type DynamicModule } from '@nestjs/common';

import { ReviewsCatalog } from './reviews.catalog.ts';
import type { ReviewsConfig } from './reviews.config.ts';
import { ReviewsController } from './reviews.controller.ts';
import { ReviewsService } from './reviews.service.ts';

@Module({ controllers: [ReviewsController] })
export class ReviewsModule {
  static with(config: ReviewsConfig): DynamicModule {
    return {
      module: ReviewsModule,
      providers: [ReviewsService, { provide: ReviewsCatalog, useValue: new ReviewsCatalog(config.CATALOG_PRODUCTS) }],
    };
  }
}
