import { durationSetting, type Config } from '#configuration';
import { backendSettings, computedOptionsSettings } from '#service-runtime';

import { storeSettings } from './store/store.settings.ts';

export const inventorySettings = {
  ...backendSettings('inventory'),
  ...computedOptionsSettings,
  ...storeSettings,
  WATCH_HEARTBEAT: durationSetting('15s', 'How long a stream of WatchInventory may send nothing before a heartbeat.', {
    min: '100ms',
  }),
};

export type InventoryConfig = Config<typeof inventorySettings>;

/** Injects inventory's configuration. */
export const INVENTORY_CONFIG = Symbol('inventory config');
