import { durationSetting, numberSetting, type Config } from '#configuration';

import { databaseUrlSetting } from './database-url.setting.ts';

/** The settings of the store of reservations. */
export const storeSettings = {
  DATABASE_URL: databaseUrlSetting(
    'Where reservations are kept: `sqlite::memory:`, `sqlite:/path/to/file`, or `postgres://user:password@host:port/database` for several replicas. PostgreSQL takes a password that is not in the URL from `PGPASSWORD`.',
  ),
  DATABASE_POOL_SIZE: numberSetting(
    10,
    1,
    100,
    'How many connections to PostgreSQL one process may have; one more listens for changes.',
  ),
  DATABASE_TIMEOUT: durationSetting(
    '1s',
    'How long a connection to PostgreSQL or a statement may take; waiting for a lock ends after half of it.',
    { min: '10ms', max: '60s' },
  ),
};

export type StoreConfig = Config<typeof storeSettings>;
