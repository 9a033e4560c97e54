import { durationSetting, type Config } from '#configuration';
import { backendSettings, computedOptionsSettings } from '#service-runtime';

import { databaseUrlSetting } from './store/database-url.setting.ts';

export const inventorySettings = {
  ...backendSettings('inventory'),
  ...computedOptionsSettings,
  DATABASE_URL: databaseUrlSetting(
    'Where reservations are kept: `sqlite::memory:`, `sqlite:/path/to/file`, or `postgres://user:password@host:port/database` for several replicas.',
  ),
  WATCH_HEARTBEAT: durationSetting('15s', 'How long a stream of WatchInventory may send nothing before a heartbeat.', {
    min: '100ms',
  }),
};

export type InventoryConfig = Config<typeof inventorySettings>;

/** Injects inventory's configuration. */
export const INVENTORY_CONFIG = Symbol('inventory config');
