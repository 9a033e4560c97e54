import { backendSettings, computedOptionsSettings, type Config } from '#service-runtime';

export const inventorySettings = { ...backendSettings('inventory'), ...computedOptionsSettings };

export type InventoryConfig = Config<typeof inventorySettings>;
