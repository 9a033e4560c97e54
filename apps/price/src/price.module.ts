import { Module, type DynamicModule } from '@nestjs/common';

import { PriceCatalog } from './price.catalog.ts';
import type { PriceConfig } from './price.config.ts';
import { PriceController } from './price.controller.ts';
import { PriceService } from './price.service.ts';

@Module({ controllers: [PriceController] })
export class PriceModule {
  static with(config: PriceConfig): DynamicModule {
    return {
      module: PriceModule,
      providers: [PriceService, { provide: PriceCatalog, useValue: new PriceCatalog(config.CATALOG_PRODUCTS) }],
    };
  }
}
