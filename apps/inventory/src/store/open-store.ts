import type { Logger } from '#telemetry';

import type { StockStore } from './stock-store.ts';
import type { StoreConfig } from './store.settings.ts';

/**
 * How long the start waits for PostgreSQL. A replica that is ready without a connection would fail its first calls while one of the
 * old replicas is ended for it; one that never got ready would be no better than one that responds UNAVAILABLE.
 */
const CONNECT_TIMEOUT_MS = 5000;

/** Creates the store once there is a logger. */
export type CreateStore = (logger: Logger) => StockStore | Promise<StockStore>;

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
  return async (logger) => {
    const store = new PostgresStore({ url: database.url, maxConnections, timeoutMs }, logger);
    await store.untilConnected(CONNECT_TIMEOUT_MS);
    return store;
  };
}
