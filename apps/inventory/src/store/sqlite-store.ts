import { randomUUID } from 'node:crypto';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

import { ConfigError } from '#configuration';
import type { Reservation } from '#contracts';
import { AppError } from '#errors';

import { ChangeListeners } from './change-listeners.ts';
import { migrationsAfter, SCHEMA_VERSION_TABLE } from './migrations.ts';
import { checkReplay, outOfStock, storeUnavailable } from './reservation-errors.ts';
import type { ReservationRequest, Stock, StockChange, StockStore, StockVersion } from './stock-store.ts';

/** How long to wait for another process that has the file, such as the one that this process replaces. */
const LOCK_TIMEOUT_MS = 2000;

const RESERVATION = `reservation_id AS "reservationId", product_id AS "productId", option_id AS "optionId", quantity, remaining`;

/** The statements, prepared once. */
const prepareStatements = (database: DatabaseSync) => ({
  stock: database.prepare(
    'SELECT option_id AS "optionId", quantity, version FROM product_stock JOIN option_stock USING (product_id) WHERE product_id = ?',
  ),
  version: database.prepare('SELECT version FROM product_stock WHERE product_id = ?'),
  quantity: database.prepare('SELECT quantity FROM option_stock WHERE product_id = ? AND option_id = ?'),
  nextVersion: database.prepare(
    'INSERT INTO product_stock VALUES (?, 1) ON CONFLICT (product_id) DO UPDATE SET version = version + 1 RETURNING version',
  ),
  setQuantity: database.prepare(
    'INSERT OR REPLACE INTO option_stock (product_id, option_id, quantity) VALUES (?, ?, ?)',
  ),
  reserve: database.prepare(
    'INSERT INTO reservation (product_id, version, reservation_id, option_id, quantity, remaining, idempotency_key) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ),
  byKey: database.prepare(`SELECT ${RESERVATION} FROM reservation WHERE idempotency_key = ?`),
  byId: database.prepare(`SELECT ${RESERVATION} FROM reservation WHERE product_id = ? AND reservation_id = ?`),
  changes: database.prepare(
    'SELECT version, option_id AS "optionId", remaining AS quantity FROM reservation WHERE product_id = ? AND version > ? ORDER BY version LIMIT ?',
  ),
});

/**
 * A store in this process: in memory, where a restart loses it, or in a file, which this process has to itself. Statements are
 * synchronous, so that no call sees another one half done.
 */
export class SqliteStore implements StockStore {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #epoch: string;
  readonly #listeners = new ChangeListeners();

  /**
   * @param path of the file, or :memory:
   * @throws ConfigError if the file cannot be opened, or another process has it
   */
  constructor(path: string) {
    try {
      this.#database = new DatabaseSync(path, { timeout: LOCK_TIMEOUT_MS });
      // A second process would neither see the changes of this one nor be seen by its viewers.
      this.#database.exec('PRAGMA locking_mode = EXCLUSIVE');
      this.#database.exec('PRAGMA journal_mode = WAL');
      // A commit is on the disk before it is acknowledged (https://sqlite.org/pragma.html#pragma_synchronous).
      this.#database.exec('PRAGMA synchronous = FULL');
      this.#epoch = this.#transaction(() => migrate(this.#database));
      this.#statements = prepareStatements(this.#database);
    } catch (error) {
      throw new ConfigError(`DATABASE_URL is sqlite:${path}, which cannot be opened: ${(error as Error).message}`);
    }
  }

  async getStock(productId: number, initial: readonly number[]): Promise<Stock> {
    const rows = this.#rows<StockChange>(this.#statements.stock, productId);
    if (rows.length === 0) return { epoch: this.#epoch, version: 0, quantities: initial };
    const quantities = [...initial];
    for (const { optionId, quantity } of rows) quantities[optionId - 1] = quantity;
    return { epoch: this.#epoch, version: rows[0]?.version ?? 0, quantities };
  }

  async reserve(request: ReservationRequest, initial: readonly number[]) {
    const outcome = this.#attempt(() => this.#transaction(() => this.#reserve(request, initial)));
    if (!outcome.replayed) this.#listeners.changed(request.productId);
    return outcome;
  }

  async getReservation(productId: number, reservationId: string): Promise<Reservation | undefined> {
    return this.#rows<Reservation>(this.#statements.byId, productId, reservationId)[0];
  }

  async changesAfter(
    productId: number,
    { epoch, version }: StockVersion,
    limit: number,
  ): Promise<readonly StockChange[] | undefined> {
    const current = this.#rows<StockVersion>(this.#statements.version, productId)[0]?.version ?? 0;
    if (epoch !== this.#epoch || version > current) return undefined;
    return this.#rows<StockChange>(this.#statements.changes, productId, version, limit);
  }

  onChange(productId: number, listener: () => void): () => void {
    return this.#listeners.add(productId, listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#database.close();
  }

  #reserve(request: ReservationRequest, initial: readonly number[]) {
    const { productId, optionId, quantity, idempotencyKey } = request;
    const { byKey, quantity: ofOption, nextVersion, setQuantity, reserve } = this.#statements;
    const earlier = idempotencyKey && this.#rows<Reservation>(byKey, idempotencyKey)[0];
    if (earlier) return { reservation: checkReplay(earlier, request), replayed: true };
    const [row] = this.#rows<{ quantity: number }>(ofOption, productId, optionId);
    const before = row?.quantity ?? initial[optionId - 1] ?? 0;
    if (before < quantity) throw outOfStock(request, before);
    const remaining = before - quantity;
    const reservationId = randomUUID();
    const version = this.#rows<StockVersion>(nextVersion, productId)[0]?.version ?? 0;
    setQuantity.run(productId, optionId, remaining);
    reserve.run(productId, version, reservationId, optionId, quantity, remaining, idempotencyKey || null);
    return { reservation: { reservationId, productId, optionId, quantity, remaining }, replayed: false };
  }

  #rows<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row[] {
    return this.#attempt(() => statement.all(...values) as Row[]);
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof AppError ? error : storeUnavailable(error);
    }
  }

  #transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite itself has rolled back after some errors, such as a full disk.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

/** Brings the schema up to date, and returns the epoch. */
function migrate(database: DatabaseSync): string {
  database.exec(SCHEMA_VERSION_TABLE);
  const first = (sql: string) => database.prepare(sql).get() as { value: number | string } | undefined;
  const version = Number(first('SELECT version AS value FROM schema_version')?.value ?? 0);
  const missing = migrationsAfter(version);
  for (const statement of missing.flat()) database.exec(statement);
  if (missing.length > 0) {
    database.exec('DELETE FROM schema_version');
    database.prepare('INSERT INTO schema_version VALUES (?)').run(version + missing.length);
  }
  const epoch = first('SELECT epoch AS value FROM stock_epoch');
  if (epoch) return String(epoch.value);
  const created = newEpoch();
  database.prepare('INSERT INTO stock_epoch VALUES (?)').run(created);
  return created;
}

const newEpoch = (): string => randomUUID().slice(0, 8);
