import type { InventoryConfig } from '../inventory.config.ts';
import type { StockStore } from './stock-store.ts';

/** Opens the store of DATABASE_URL. Only its driver is loaded. */
export async function openStore({ DATABASE_URL: database }: InventoryConfig): Promise<StockStore> {
  if (database.kind === 'postgres') throw new Error('DATABASE_URL is PostgreSQL, which is not implemented yet');
  const { SqliteStore } = await import('./sqlite-store.ts');
  return new SqliteStore(database.path);
}
