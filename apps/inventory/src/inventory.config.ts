import { backendSettings, type Config } from '#service-runtime';

export const inventorySettings = backendSettings('inventory');

export type InventoryConfig = Config<typeof inventorySettings>;
