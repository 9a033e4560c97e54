import type { Config } from '#configuration';
import { backendSettings, computedOptionsSettings } from '#service-runtime';

import { databaseUrlSetting } from './store/database-url.setting.ts';

export const inventorySettings = {
  ...backendSettings('inventory'),
  ...computedOptionsSettings,
  DATABASE_URL: databaseUrlSetting(
    'Where reservations are kept: `sqlite::memory:`, `sqlite:/path/to/file`, or `postgres://user:password@host:port/database` for several replicas.',
  ),
};

export type InventoryConfig = Config<typeof inventorySettings>;
