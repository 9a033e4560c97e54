import { Module, type DynamicModule } from '@nestjs/common';

import { BaseProductCatalog } from './base-product.catalog.ts';
import type { BaseProductConfig } from './base-product.config.ts';
import { BaseProductController } from './base-product.controller.ts';
import { BaseProductService } from './base-product.service.ts';

@Module({ controllers: [BaseProductController] })
export class BaseProductModule {
  static with(config: BaseProductConfig): DynamicModule {
    const products = new BaseProductService(new BaseProductCatalog(config.CATALOG_PRODUCTS, config.CATALOG_OPTIONS));
    return { module: BaseProductModule, providers: [{ provide: BaseProductService, useValue: products }] };
  }
}
