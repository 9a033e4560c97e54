import { Module, type DynamicModule } from '@nestjs/common';

import { InventoryCatalog } from './inventory.catalog.ts';
import type { InventoryConfig } from './inventory.config.ts';
import { InventoryController } from './inventory.controller.ts';
import { InventoryService } from './inventory.service.ts';

@Module({ controllers: [InventoryController] })
export class InventoryModule {
  static with(config: InventoryConfig): DynamicModule {
    const inventories = new InventoryService(new InventoryCatalog(config.CATALOG_PRODUCTS, config.CATALOG_OPTIONS));
    return { module: InventoryModule, providers: [{ provide: InventoryService, useValue: inventories }] };
  }
}
