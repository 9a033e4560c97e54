import { Client } from 'pg';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { PostgresServer, postgresIsMissing } from '#testbed';

import { openStore } from './open-store.ts';

const START_TIMEOUT_MS = 90_000;

it.skipIf(postgresIsMissing())(
  'a store in PostgreSQL listens for changes and has a connection for statements when the service starts',
  { timeout: START_TIMEOUT_MS },
  async () => {
    await using server = await PostgresServer.start();
    const DATABASE_URL = { kind: 'postgres', url: server.url } as const;
    const createStore = await openStore({ DATABASE_URL, DATABASE_POOL_SIZE: 3, DATABASE_TIMEOUT: 10_000 });
    await using stores = new AsyncDisposableStack();
    stores.use(await createStore(pino({ level: 'silent' })));
    await using client = Object.assign(new Client({ connectionString: server.url }), {
      [Symbol.asyncDispose]: () => client.end(),
    });
    await client.connect();
    const connections = `SELECT FROM pg_stat_activity WHERE application_name = 'product-gateway inventory'`;
    expect((await client.query(connections)).rowCount).toBe(2);
  },
);
