import { Module, type DynamicModule } from '@nestjs/common';

import { Telemetry } from '#telemetry';

import { InventoryCatalog } from './inventory.catalog.ts';
import { INVENTORY_CONFIG, type InventoryConfig } from './inventory.config.ts';
import { InventoryController } from './inventory.controller.ts';
import { InventoryService } from './inventory.service.ts';
import type { CreateStore } from './store/open-store.ts';
import { STOCK_STORE } from './store/stock-store.ts';
import { InventoryWatch } from './watch/inventory-watch.ts';

@Module({ controllers: [InventoryController] })
export class InventoryModule {
  static with(config: InventoryConfig, createStore: CreateStore): DynamicModule {
    return {
      module: InventoryModule,
      providers: [
        { provide: InventoryCatalog, useValue: new InventoryCatalog(config.CATALOG_PRODUCTS, config.CATALOG_OPTIONS) },
        { provide: STOCK_STORE, inject: [Telemetry], useFactory: ({ logger }: Telemetry) => createStore(logger) },
        { provide: INVENTORY_CONFIG, useValue: config },
        InventoryService,
        InventoryWatch,
      ],
    };
  }
}
