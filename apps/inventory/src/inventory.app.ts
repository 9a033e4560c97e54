import { InventoryServiceService } from '#contracts';

import { loadConfig } from '#configuration';
import { Service } from '#service-runtime';

import { inventorySettings, type InventoryConfig } from './inventory.config.ts';
import { InventoryModule } from './inventory.module.ts';
import { openStore } from './store/open-store.ts';

/** The inventory service, not yet started. */
export const createInventoryApp = async (config: InventoryConfig): Promise<Service> =>
  Service.create({
    name: 'inventory',
    config,
    module: InventoryModule.with(config, await openStore(config)),
    grpc: [InventoryServiceService],
  });

/** The inventory service as its environment configures it, not yet started. */
export const createFromEnvironment = async (): Promise<Service> => createInventoryApp(loadConfig(inventorySettings));
