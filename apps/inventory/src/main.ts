import { runService } from '#service-runtime';

import { createInventoryApp } from './inventory.app.ts';
import { inventorySettings } from './inventory.config.ts';

await runService(inventorySettings, createInventoryApp);
