import type { Logger } from '#telemetry';

import type { StockStore } from './stock-store.ts';
import type { StoreConfig } from './store.settings.ts';

/** Creates the store once there is a logger. */
export type CreateStore = (logger: Logger) => StockStore;

/**
 * Opens the store of DATABASE_URL. Only its driver is loaded.
 *
 * @throws ConfigError if a file cannot be opened
 */
export async function openStore(config: StoreConfig): Promise<CreateStore> {
  const { DATABASE_URL: database, DATABASE_POOL_SIZE: maxConnections, DATABASE_TIMEOUT: timeoutMs } = config;
  if (database.kind === 'sqlite') {
    const { SqliteStore } = await import('./sqlite-store.ts');
    const store = new SqliteStore(database.path);
    return () => store;
  }
  const { PostgresStore } = await import('./postgres/postgres-store.ts');
  return (logger) => new PostgresStore({ url: database.url, maxConnections, timeoutMs }, logger);
}
