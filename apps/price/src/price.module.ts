import { Module, type DynamicModule } from '@nestjs/common';

import { PriceCatalog } from './price.catalog.ts';
import type { PriceConfig } from './price.config.ts';
import { PriceController } from './price.controller.ts';
import { PriceService } from './price.service.ts';

@Module({ controllers: [PriceController] })
export class PriceModule {
  static with(config: PriceConfig): DynamicModule {
    const prices = new PriceService(
      new PriceCatalog(config.CATALOG_PRODUCTS, config.CATALOG_OPTIONS),
      config.SERVICE_VERSION,
    );
    return { module: PriceModule, providers: [{ provide: PriceService, useValue: prices }] };
  }
}
