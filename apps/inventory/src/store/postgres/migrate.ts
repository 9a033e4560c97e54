import { randomUUID } from 'node:crypto';

import { Client } from 'pg';

import { migrationsAfter, SCHEMA_VERSION_TABLE } from '../migrations.ts';
import { clientConfig, type ConnectionOptions } from './connection.ts';

/** Of the advisory lock that only migrations take: the bytes of `stock`. */
const LOCK_ID = 0x73_74_6f_63_6b;

const MIGRATION_TIMEOUT_MS = 60_000;

/** Brings the schema up to date, in one transaction. Replicas that start at the same time wait for each other. */
export async function migrate(options: ConnectionOptions): Promise<void> {
  const config = clientConfig(options);
  const client = new Client({
    ...config,
    statement_timeout: MIGRATION_TIMEOUT_MS,
    lock_timeout: MIGRATION_TIMEOUT_MS,
    query_timeout: MIGRATION_TIMEOUT_MS,
  });
  // A connection that is lost rejects the query as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK_ID]);
    await client.query(SCHEMA_VERSION_TABLE);
    const { rows } = await client.query<{ version: number }>('SELECT version FROM schema_version');
    const version = rows[0]?.version ?? 0;
    const missing = migrationsAfter(version);
    for (const statement of missing.flat()) await client.query(statement);
    if (missing.length > 0) {
      await client.query('DELETE FROM schema_version');
      await client.query('INSERT INTO schema_version VALUES ($1)', [version + missing.length]);
    }
    const epoch = randomUUID().slice(0, 8);
    await client.query('INSERT INTO stock_epoch SELECT $1 WHERE NOT EXISTS (SELECT FROM stock_epoch)', [epoch]);
    await client.query('COMMIT');
  } finally {
    await client.end().catch(() => undefined);
  }
}
