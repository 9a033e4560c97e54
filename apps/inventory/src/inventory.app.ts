import { InventoryServiceService } from '#contracts';
import { Service } from '#service-runtime';

import type { InventoryConfig } from './inventory.config.ts';
import { InventoryModule } from './inventory.module.ts';

/** The inventory service, not yet started. */
export const createInventoryApp = (config: InventoryConfig): Promise<Service> =>
  Service.create({
    name: 'inventory',
    config,
    module: InventoryModule.with(config),
    grpc: [InventoryServiceService],
  });
