import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PostgresServer, postgresIsMissing } from '#testbed';

import { PostgresStore } from './postgres/postgres-store.ts';
import { SqliteStore } from './sqlite-store.ts';
import type { StockStore } from './stock-store.ts';

const INITIAL = [20, 32, 41, 0];
/** For a new server of PostgreSQL on a busy machine. */
const START_TIMEOUT_MS = 90_000;
const folder = mkdtempSync(join(tmpdir(), 'stock-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Open = (opened: AsyncDisposableStack) => Promise<StockStore>;

const STORES: readonly [name: string, isMissing: boolean, open: Open][] = [
  ['SQLite in memory', false, async () => new SqliteStore(':memory:')],
  ['SQLite in a file', false, async () => new SqliteStore(join(folder, 'stock.db'))],
  [
    'PostgreSQL',
    postgresIsMissing(),
    async (opened) => {
      const { url } = opened.use(await PostgresServer.start());
      return new PostgresStore({ url, maxConnections: 4, timeoutMs: 15_000 }, pino({ level: 'silent' }));
    },
  ],
];

describe.each(STORES.filter(([, isMissing]) => !isMissing))('%s', (_name, _isMissing, open) => {
  const opened = new AsyncDisposableStack();
  let store: StockStore;
  let lastProduct = 0;

  beforeAll(async () => {
    store = opened.use(await open(opened));
  }, START_TIMEOUT_MS);
  afterAll(() => opened.disposeAsync());

  /** Reserves pieces of a product, by default of its first option and without a key. */
  const reserve = (productId: number, quantity: number, { key = '', optionId = 1 } = {}) =>
    store.reserve({ productId, optionId, quantity, idempotencyKey: key }, INITIAL);
  const newProduct = () => ++lastProduct;

  it('has the initial quantities of a product without reservations, as version 0', async () => {
    const stock = await store.getStock(newProduct(), INITIAL);
    expect(stock).toMatchObject({ version: 0, quantities: INITIAL });
    expect(stock.epoch).toMatch(/^[\da-f]{8}$/);
  });

  it('takes pieces out of stock, with a version for each reservation', async () => {
    const product = newProduct();
    const { reservation, replayed } = await reserve(product, 3);
    expect(reservation).toMatchObject({ productId: product, optionId: 1, quantity: 3, remaining: 17 });
    expect(reservation.reservationId).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(replayed).toBe(false);
    expect((await reserve(product, 41, { optionId: 3 })).reservation.remaining).toBe(0);
    expect(await store.getStock(product, INITIAL)).toMatchObject({ version: 2, quantities: [17, 32, 0, 0] });
    expect(await store.getStock(newProduct(), INITIAL)).toMatchObject({ version: 0, quantities: INITIAL });
  });

  it('refuses a reservation of more than is left, and takes nothing', async () => {
    const product = newProduct();
    await reserve(product, 15);
    const refusal = { code: 'out-of-stock', message: 'Option 1 has 5 in stock, and the reservation asks for 6.' };
    await expect(reserve(product, 6)).rejects.toMatchObject(refusal);
    await expect(reserve(product, 21)).rejects.toMatchObject({ code: 'out-of-stock' });
    await expect(reserve(product, 1, { optionId: 4 })).rejects.toMatchObject({ code: 'out-of-stock' });
    expect(await store.getStock(product, INITIAL)).toMatchObject({ version: 1, quantities: [5, 32, 41, 0] });
  });

  it('returns the first reservation again for the same key, also when nothing is left', async () => {
    const product = newProduct();
    const key = `replayed-${product}`;
    const { reservation } = await reserve(product, 20, { key });
    expect(await reserve(product, 20, { key })).toEqual({ reservation, replayed: true });
    expect(await store.getStock(product, INITIAL)).toMatchObject({ version: 1, quantities: [0, 32, 41, 0] });
  });

  it('refuses a key with another quantity, option or product', async () => {
    const product = newProduct();
    const key = `reused-${product}`;
    await reserve(product, 1, { key });
    const refusal = { code: 'idempotency-key-reused', field: 'idempotency_key' };
    await expect(reserve(product, 2, { key })).rejects.toMatchObject(refusal);
    await expect(reserve(product, 1, { key, optionId: 2 })).rejects.toMatchObject(refusal);
    await expect(reserve(newProduct(), 1, { key })).rejects.toMatchObject(refusal);
  });

  it('leaves the key of a refused reservation unused', async () => {
    const product = newProduct();
    const key = `refused-${product}`;
    await expect(reserve(product, 21, { key })).rejects.toMatchObject({ code: 'out-of-stock' });
    expect((await reserve(product, 20, { key })).replayed).toBe(false);
  });

  it('reserves once for many calls with one key at the same time', async () => {
    const product = newProduct();
    const calls = Array.from({ length: 8 }, () => reserve(product, 2, { key: `together-${product}` }));
    const outcomes = await Promise.all(calls);
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(outcomes.map(({ reservation }) => reservation.reservationId)).size).toBe(1);
    expect(await store.getStock(product, INITIAL)).toMatchObject({ version: 1, quantities: [18, 32, 41, 0] });
  });

  it('sells what it has and no more to many calls at the same time', async () => {
    const product = newProduct();
    const outcomes = await Promise.allSettled(Array.from({ length: 30 }, () => reserve(product, 1)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect(await store.getStock(product, INITIAL)).toMatchObject({ version: 20, quantities: [0, 32, 41, 0] });
  });

  it('finds a reservation by its product and its id', async () => {
    const product = newProduct();
    const { reservation } = await reserve(product, 1);
    expect(await store.getReservation(product, reservation.reservationId)).toEqual(reservation);
    expect(await store.getReservation(newProduct(), reservation.reservationId)).toBeUndefined();
    expect(await store.getReservation(product, "x' OR '1'='1")).toBeUndefined();
  });

  it('has the changes after a version, the oldest first', async () => {
    const product = newProduct();
    const { epoch } = await store.getStock(product, INITIAL);
    await reserve(product, 1);
    await reserve(product, 2, { optionId: 2 });
    await reserve(product, 3);
    const changes = [
      { version: 1, optionId: 1, quantity: 19 },
      { version: 2, optionId: 2, quantity: 30 },
      { version: 3, optionId: 1, quantity: 16 },
    ];
    expect(await store.changesAfter(product, { epoch, version: 0 }, 10)).toEqual(changes);
    expect(await store.changesAfter(product, { epoch, version: 1 }, 1)).toEqual([changes[1]]);
    expect(await store.changesAfter(product, { epoch, version: 3 }, 10)).toEqual([]);
  });

  it('has no changes after a version that it never had', async () => {
    const product = newProduct();
    const { epoch } = await store.getStock(product, INITIAL);
    expect(await store.changesAfter(product, { epoch: 'other', version: 0 }, 10)).toBeUndefined();
    expect(await store.changesAfter(product, { epoch, version: 1 }, 10)).toBeUndefined();
  });

  it('calls the listeners of a product after each change, until they are removed', async () => {
    const product = newProduct();
    const listener = vi.fn<() => void>();
    const ofOther = vi.fn<() => void>();
    const remove = store.onChange(product, listener);
    store.onChange(newProduct(), ofOther);
    await reserve(product, 1, { key: `heard-${product}` });
    await expect.poll(() => listener.mock.calls.length, { timeout: 15_000 }).toBe(1);
    await reserve(product, 1, { key: `heard-${product}` });
    await reserve(product, 1);
    await expect.poll(() => listener.mock.calls.length, { timeout: 15_000 }).toBe(2);
    remove();
    await reserve(product, 1);
    const { version } = await store.getStock(product, INITIAL);
    expect([version, listener.mock.calls.length, ofOther.mock.calls.length]).toEqual([3, 2, 0]);
  });
});
