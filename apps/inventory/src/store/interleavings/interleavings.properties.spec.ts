// INTERLEAVINGS=10000 npx vitest run apps/inventory/src/store/interleavings
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { Pool } from 'pg';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { PostgresServer, postgresIsMissing } from '#testbed';

import { PostgresStore } from '../postgres/postgres-store.ts';
import { SqliteStore } from '../sqlite-store.ts';
import { checkInterleaving } from './check-interleaving.ts';
import { runInterleaving, type Call, type Client, type Replicas } from './run-interleaving.ts';

const FEW = 40;
const RUNS = Number(process.env['INTERLEAVINGS'] ?? FEW);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const TIMEOUT_MS = RUNS > FEW ? 3_600_000 : 180_000;
const INITIAL = [5, 3];

const calls: fc.Arbitrary<Call> = fc.record({
  replica: fc.constantFrom(0, 1),
  optionId: fc.constantFrom(1, 2),
  quantity: fc.integer({ min: 1, max: 3 }),
  key: fc.option(fc.nat(3), { nil: undefined, freq: 3 }),
  lostResponses: fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, fc.integer({ min: 1, max: 2 })),
});
const clients: fc.Arbitrary<Client> = fc.array(
  fc.oneof({ arbitrary: calls, weight: 12 }, { arbitrary: fc.constant('kill' as const), weight: 1 }),
  { minLength: 1, maxLength: 5 },
);

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync());

/** A file that one process has; it is closed and opened again. */
async function sqliteReplicas(): Promise<Replicas> {
  const folder = mkdtempSync(join(tmpdir(), 'stock-'));
  opened.defer(() => rmSync(folder, { recursive: true }));
  let store = new SqliteStore(join(folder, 'stock.db'));
  opened.defer(() => store[Symbol.asyncDispose]());
  return {
    of: () => store,
    async kill() {
      await store[Symbol.asyncDispose]();
      store = new SqliteStore(join(folder, 'stock.db'));
    },
  };
}

/** Two stores with connections of their own; the server ends all of them. */
async function postgresReplicas(): Promise<Replicas> {
  const { url } = opened.use(await PostgresServer.start());
  const logger = pino({ level: 'silent' });
  const open = () => opened.use(new PostgresStore({ url, maxConnections: 4, timeoutMs: 15_000 }, logger));
  const stores = [open(), open()] as const;
  const connection = new Pool({ connectionString: url, max: 1 });
  opened.defer(() => connection.end());
  const others =
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = $1';
  return {
    of: (replica) => stores[replica],
    async kill() {
      await connection.query(others, [new URL(url).pathname.slice(1)]);
    },
  };
}

/** A failure has the seed, with which `SEED=… INTERLEAVINGS=…` repeats it. */
async function checkInterleavings(replicas: Replicas): Promise<void> {
  if (RUNS > FEW) console.log(`INTERLEAVINGS=${RUNS} SEED=${SEED}`);
  let productId = 0;
  const property = fc.asyncProperty(
    fc.array(clients, { minLength: 2, maxLength: 4 }),
    fc.scheduler(),
    async (ofRun, scheduler) => {
      productId += 1;
      const pause = (step: string) => scheduler.schedule(Promise.resolve(), step);
      const running = runInterleaving(ofRun, productId, INITIAL, replicas, pause);
      const observed = await scheduler.waitFor(running);
      await checkInterleaving(observed, productId, INITIAL, replicas.of(0));
    },
  );
  await fc.assert(property, { numRuns: RUNS, seed: SEED });
}

describe('reservations in any interleaving of calls, retries, duplicates, lost responses and kills', () => {
  it('are neither oversold nor made twice for a key nor lost in SQLite', { timeout: TIMEOUT_MS }, async () => {
    await expect(checkInterleavings(await sqliteReplicas())).resolves.toBeUndefined();
  });

  it.skipIf(postgresIsMissing())(
    'are neither oversold nor made twice for a key nor lost in PostgreSQL by two replicas',
    { timeout: TIMEOUT_MS },
    async () => {
      await expect(checkInterleavings(await postgresReplicas())).resolves.toBeUndefined();
    },
  );
});
