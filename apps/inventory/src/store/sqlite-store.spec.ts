import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterAll, describe, expect, it } from 'vitest';

import { SqliteStore } from './sqlite-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'stock-'));
afterAll(() => rmSync(folder, { recursive: true }));

const REQUEST = { productId: 1, optionId: 2, quantity: 3, idempotencyKey: 'k' };

describe('the SQLite store', () => {
  it('has the same data and the same epoch when its file is opened again', async () => {
    const path = join(folder, 'again.db');
    const before = new SqliteStore(path);
    const { reservation } = await before.reserve(REQUEST, [4, 5]);
    const stock = await before.getStock(1, [4, 5]);
    await before[Symbol.asyncDispose]();
    await using store = new SqliteStore(path);
    expect(await store.getStock(1, [4, 5])).toEqual(stock);
    expect(await store.reserve(REQUEST, [4, 5])).toEqual({ reservation, replayed: true });
  });

  it('has another epoch for each process in memory', async () => {
    await using one = new SqliteStore(':memory:');
    await using other = new SqliteStore(':memory:');
    const epochs = await Promise.all([one, other].map((store) => store.getStock(1, [1])));
    expect(epochs[0]?.epoch).not.toBe(epochs[1]?.epoch);
  });

  it('is not opened twice', async () => {
    const path = join(folder, 'twice.db');
    await using store = new SqliteStore(path);
    expect(() => new SqliteStore(path)).toThrow(`sqlite:${path}, which cannot be opened: database is locked`);
    expect(await store.getStock(1, [1])).toMatchObject({ version: 0 });
  });

  it('is not opened in a folder that does not exist', () => {
    expect(() => new SqliteStore('/nowhere/stock.db')).toThrow('which cannot be opened: unable to open');
  });

  it('is not opened by a release before the one that migrated it', () => {
    const path = join(folder, 'later.db');
    const later = new DatabaseSync(path);
    later.exec('CREATE TABLE schema_version (version BIGINT NOT NULL); INSERT INTO schema_version VALUES (99)');
    later.close();
    expect(() => new SqliteStore(path)).toThrow('The database has schema version 99');
  });

  it('is unavailable after it was closed', async () => {
    const store = new SqliteStore(':memory:');
    await store[Symbol.asyncDispose]();
    await expect(store.getStock(1, [1])).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(store.reserve(REQUEST, [4, 5])).rejects.toMatchObject({ code: 'store-unavailable' });
  });
});
