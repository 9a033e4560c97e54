import type { Config } from '#configuration';
import { backendSettings, computedOptionsSettings } from '#service-runtime';

export const inventorySettings = { ...backendSettings('inventory'), ...computedOptionsSettings };

export type InventoryConfig = Config<typeof inventorySettings>;
