import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PostgresServer, postgresIsMissing } from '#testbed';

import { PostgresStore } from './postgres-store.ts';

const INITIAL = [5, 6];
/** For a new server of PostgreSQL on a busy machine. */
const START_TIMEOUT_MS = 90_000;
const UNAVAILABLE = { code: 'store-unavailable' };
/** Far longer than it takes, below the timeout of a test. */
const EVENTUALLY = { timeout: 30_000 };
const logger = pino({ level: 'silent' });

const request = (productId: number, idempotencyKey = '') => ({ productId, optionId: 1, quantity: 1, idempotencyKey });

describe.skipIf(postgresIsMissing())('the PostgreSQL store', { timeout: START_TIMEOUT_MS }, () => {
  const started = new AsyncDisposableStack();
  let server: PostgresServer;
  let databases = 0;

  beforeAll(async () => {
    server = started.use(await PostgresServer.start());
  }, START_TIMEOUT_MS);
  afterAll(() => started.disposeAsync());

  /** Runs statements on a connection of their own, which ends with the `await using` block. */
  async function connect(url = server.url) {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
  }
  async function newDatabase(): Promise<string> {
    const name = `stock_${++databases}`;
    await using client = await connect();
    await client.query(`CREATE DATABASE ${name}`);
    return server.urlOf(name);
  }
  const openStore = (url: string, timeoutMs = 10_000, maxConnections = 2) =>
    new PostgresStore({ url, maxConnections, timeoutMs }, logger);
  const isAvailable = (store: PostgresStore) =>
    store.getStock(1, INITIAL).then(
      () => true,
      () => false,
    );

  it('migrates an empty database once for replicas that start at the same time', async () => {
    const url = await newDatabase();
    await using stores = new AsyncDisposableStack();
    const replicas = Array.from({ length: 4 }, () => stores.use(openStore(url)));
    const stocks = await Promise.all(replicas.map((replica) => replica.getStock(1, INITIAL)));
    expect(new Set(stocks.map(({ epoch }) => epoch)).size).toBe(1);
    await using client = await connect(url);
    expect((await client.query('SELECT version FROM schema_version')).rows).toEqual([{ version: '1' }]);
  });

  it('shares reservations, keys and changes with another replica', async () => {
    const url = await newDatabase();
    await using one = openStore(url);
    await using other = openStore(url);
    const listener = vi.fn<() => void>();
    await other.getStock(1, INITIAL);
    other.onChange(1, listener);
    const { reservation } = await one.reserve(request(1, 'shared'), INITIAL);
    await expect.poll(() => listener.mock.calls.length, EVENTUALLY).toBeGreaterThan(0);
    expect(await other.reserve(request(1, 'shared'), INITIAL)).toEqual({ reservation, replayed: true });
    expect(await other.getStock(1, INITIAL)).toMatchObject({ version: 1, quantities: [4, 6] });
  });

  it('refuses a reservation as in progress while another transaction locks the stock', async () => {
    const url = await newDatabase();
    await using store = openStore(url, 3000);
    await expect.poll(() => isAvailable(store), EVENTUALLY).toBe(true);
    await store.reserve(request(1), INITIAL);
    await using client = await connect(url);
    await client.query('BEGIN');
    await client.query('SELECT FROM option_stock FOR UPDATE');
    await expect(store.reserve(request(1), INITIAL)).rejects.toMatchObject({ code: 'reservation-in-progress' });
    await client.query('COMMIT');
    await expect
      .poll(() => store.reserve(request(1), INITIAL).then(({ reservation }) => reservation.remaining))
      .toBe(3);
  });

  it('is unavailable while the server is gone, and calls the listeners when it is back', async () => {
    await using own = await PostgresServer.start();
    await using store = openStore(own.url, 2000);
    const { reservation } = await store.reserve(request(1, 'kept'), INITIAL);
    const listener = vi.fn<() => void>();
    store.onChange(1, listener);
    await own.kill();
    await expect.poll(() => isAvailable(store), EVENTUALLY).toBe(false);
    await expect(store.reserve(request(1), INITIAL)).rejects.toMatchObject(UNAVAILABLE);
    await expect(store.getReservation(1, reservation.reservationId)).rejects.toMatchObject(UNAVAILABLE);
    listener.mockClear();
    await own.restart();
    await expect.poll(() => isAvailable(store), EVENTUALLY).toBe(true);
    expect(await store.reserve(request(1, 'kept'), INITIAL)).toEqual({ reservation, replayed: true });
    await expect.poll(() => listener.mock.calls.length, EVENTUALLY).toBeGreaterThan(0);
  });

  it('is available once the server is there, although it was not at the start', async () => {
    await using own = await PostgresServer.start();
    await own.kill();
    await using store = openStore(own.url, 2000);
    expect(await isAvailable(store)).toBe(false);
    await own.restart();
    await expect.poll(() => isAvailable(store), EVENTUALLY).toBe(true);
  });

  it('is connected when a start that waits for it resolves, although the server comes later', async () => {
    await using own = await PostgresServer.start();
    await own.kill();
    await using store = openStore(own.url, 2000);
    const connected = store.untilConnected(START_TIMEOUT_MS);
    expect(await isAvailable(store)).toBe(false);
    await own.restart();
    await connected;
    expect(await isAvailable(store)).toBe(true);
  });

  it('lets a start go on without the server after a time', async () => {
    await using store = openStore('postgres://inventory@127.0.0.1:1/stock');
    await store.untilConnected(100);
    expect(await isAvailable(store)).toBe(false);
  });

  it('is unavailable while the server does not respond', async () => {
    await using own = await PostgresServer.start();
    await using store = openStore(own.url, 1000);
    process.kill(own.pid, 'SIGSTOP');
    try {
      await expect(store.getStock(1, INITIAL)).rejects.toMatchObject(UNAVAILABLE);
    } finally {
      process.kill(own.pid, 'SIGCONT');
    }
    await expect.poll(() => isAvailable(store), EVENTUALLY).toBe(true);
  });

  it('is unavailable while all of its connections are taken for too long', async () => {
    const url = await newDatabase();
    await using store = openStore(url, 1500, 1);
    await expect.poll(() => isAvailable(store), EVENTUALLY).toBe(true);
    await using client = await connect(url);
    await client.query('BEGIN');
    await client.query('LOCK TABLE product_stock');
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => store.getStock(1, INITIAL)));
    expect(outcomes.map(({ status }) => status)).not.toContain('fulfilled');
    await client.query('COMMIT');
    await expect.poll(() => isAvailable(store), EVENTUALLY).toBe(true);
  });

  it('has another epoch after the data was lost', async () => {
    const url = await newDatabase();
    await using store = openStore(url);
    await store.reserve(request(1), INITIAL);
    const before = await store.getStock(1, INITIAL);
    await using client = await connect(url);
    await client.query('DROP SCHEMA public CASCADE');
    await client.query('CREATE SCHEMA public');
    await expect.poll(() => isAvailable(store), EVENTUALLY).toBe(true);
    const after = await store.getStock(1, INITIAL);
    expect(after).toMatchObject({ version: 0, quantities: INITIAL });
    expect(after.epoch).not.toBe(before.epoch);
    expect(await store.changesAfter(1, before, 10)).toBeUndefined();
  });

  it('logs a loss of the database once, without the password', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
    const url = 'postgres://inventory:hunter2@127.0.0.1:1/stock';
    await using store = new PostgresStore({ url, maxConnections: 2, timeoutMs: 1000 }, log);
    await expect(store.getStock(1, INITIAL)).rejects.toMatchObject(UNAVAILABLE);
    await expect.poll(() => lines.length, EVENTUALLY).toBe(1);
    expect(lines[0]).toContain('ECONNREFUSED');
    expect(lines.join('')).not.toContain('hunter2');
  });

  it('closes its connections', async () => {
    const url = await newDatabase();
    const store = openStore(url);
    await store.getStock(1, INITIAL);
    await store[Symbol.asyncDispose]();
    await using client = await connect();
    const open = "SELECT FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'";
    const database = new URL(url).pathname.slice(1);
    await expect.poll(async () => (await client.query(open, [database])).rowCount, EVENTUALLY).toBe(0);
    await expect(store.getStock(1, INITIAL)).rejects.toMatchObject(UNAVAILABLE);
  });
});
