/**
 * The statements that lead from each version of the schema to the next one, in the SQL that SQLite and PostgreSQL share. A
 * released entry is never changed: what is to be changed is a further entry.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    // Its one row identifies the data.
    'CREATE TABLE stock_epoch (epoch TEXT NOT NULL)',
    'CREATE TABLE product_stock (product_id BIGINT PRIMARY KEY, version BIGINT NOT NULL)',
    // An option without a row has its initial quantity.
    `CREATE TABLE option_stock (
      product_id BIGINT NOT NULL,
      option_id BIGINT NOT NULL,
      quantity BIGINT NOT NULL CHECK (quantity >= 0),
      PRIMARY KEY (product_id, option_id)
    )`,
    // A reservation is the change of its version as well. NULLs are distinct, so that calls without a key do not conflict.
    `CREATE TABLE reservation (
      product_id BIGINT NOT NULL,
      version BIGINT NOT NULL,
      reservation_id TEXT NOT NULL UNIQUE,
      option_id BIGINT NOT NULL,
      quantity BIGINT NOT NULL CHECK (quantity > 0),
      remaining BIGINT NOT NULL CHECK (remaining >= 0),
      idempotency_key TEXT UNIQUE,
      PRIMARY KEY (product_id, version)
    )`,
  ],
];

/** The table with the version of the schema in its one row. Both are created before the first migration. */
export const SCHEMA_VERSION_TABLE = 'CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)';

/**
 * The migrations that a database of this version still needs.
 *
 * @throws Error if a later release has migrated the database
 */
export function migrationsAfter(version: number): readonly (readonly string[])[] {
  if (version <= MIGRATIONS.length) return MIGRATIONS.slice(version);
  throw new Error(
    `The database has schema version ${version}, and this release knows ${MIGRATIONS.length} at most: run the later release, or use another database.`,
  );
}
