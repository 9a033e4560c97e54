import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { DatabaseError, type QueryResultRow } from 'pg';

import type { Reservation } from '#contracts';
import { AppError } from '#errors';
import type { Logger } from '#telemetry';

import { ChangeListeners } from '../change-listeners.ts';
import { checkReplay, outOfStock, storeUnavailable } from '../reservation-errors.ts';
import type { ReservationRequest, Stock, StockChange, StockStore, StockVersion } from '../stock-store.ts';
import { ChangeNotifications } from './change-notifications.ts';
import { ConnectionPool, type Statement } from './connection-pool.ts';
import type { ConnectionOptions } from './connection.ts';
import { migrate } from './migrate.ts';
import { CHANGES, RESERVATION_BY_ID, RESERVATION_BY_KEY, RESERVE, STOCK } from './statements.ts';

/** SQLSTATEs, https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = '23505';
const UNDEFINED_TABLE = '42P01';
/** lock_not_available, deadlock_detected, serialization_failure */
const CONTENTION = ['55P03', '40P01', '40001'];

/** The columns of a left join, absent where it found nothing. */
type Absent<Row> = { readonly [Column in keyof Row]: Row[Column] | null };

/**
 * A store in PostgreSQL, which several replicas share. The database may be absent at any time, also at the start: calls reject
 * until it can be reached again.
 */
export class PostgresStore implements StockStore {
  readonly #pool: ConnectionPool;
  readonly #listeners = new ChangeListeners();
  readonly #notifications: ChangeNotifications;
  #migrated: Promise<void> | undefined;

  constructor(
    private readonly options: ConnectionOptions,
    logger: Logger,
  ) {
    this.#pool = new ConnectionPool(options);
    const migrateAgain = () => {
      this.#migrated = undefined;
      return this.#migrate();
    };
    this.#notifications = new ChangeNotifications(options, this.#listeners, migrateAgain, logger);
  }

  /** Resolves when the store listens for changes and has a connection for statements, or after a time without the database. */
  async untilConnected(timeoutMs: number): Promise<void> {
    const connected = this.#notifications.connected.then(() => this.getStock(0, []));
    // Keeps the process alive meanwhile, as the pauses between attempts to connect do not.
    const timer = new AbortController();
    const timeout = sleep(timeoutMs, undefined, { signal: timer.signal });
    await Promise.race([connected, timeout]).catch(() => undefined);
    timer.abort();
    await timeout.catch(() => undefined);
  }

  async getStock(productId: number, initial: readonly number[]): Promise<Stock> {
    const rows = await this.#query<{ epoch: string } & Absent<StockChange>>(STOCK, [productId]);
    const quantities = [...initial];
    for (const { optionId, quantity } of rows) if (optionId !== null) quantities[optionId - 1] = quantity ?? 0;
    return { epoch: rows[0]?.epoch ?? '', version: rows[0]?.version ?? 0, quantities };
  }

  async reserve(request: ReservationRequest, initial: readonly number[]) {
    const earlier = await this.#replay(request);
    if (earlier) return earlier;
    const { productId, optionId, quantity, idempotencyKey } = request;
    const left = (initial[optionId - 1] ?? 0) - quantity;
    const values = [productId, optionId, quantity, left, randomUUID(), idempotencyKey || null];
    try {
      const [row] = left < 0 ? [] : await this.#query<Reservation>(RESERVE, values);
      if (row) {
        const { reservationId, remaining } = row;
        return { reservation: { reservationId, productId, optionId, quantity, remaining }, replayed: false };
      }
    } catch (error) {
      // Another call with this key has committed since.
      const replay = isDatabaseError(error, UNIQUE_VIOLATION) ? await this.#replay(request) : undefined;
      if (replay) return replay;
      throw error;
    }
    const { quantities } = await this.getStock(productId, initial);
    throw outOfStock(request, quantities[optionId - 1] ?? 0);
  }

  async getReservation(productId: number, reservationId: string): Promise<Reservation | undefined> {
    const [reservation] = await this.#query<Reservation>(RESERVATION_BY_ID, [productId, reservationId]);
    return reservation;
  }

  async changesAfter(
    productId: number,
    after: StockVersion,
    limit: number,
  ): Promise<readonly StockChange[] | undefined> {
    type Row = { epoch: string; current: number | null } & Absent<StockChange>;
    const rows = await this.#query<Row>(CHANGES, [productId, after.version, limit]);
    if (rows[0]?.epoch !== after.epoch || (rows[0].current ?? 0) < after.version) return undefined;
    return rows.flatMap(({ version, optionId, quantity }) =>
      version === null || optionId === null || quantity === null ? [] : [{ version, optionId, quantity }],
    );
  }

  onChange(productId: number, listener: () => void): () => void {
    return this.#listeners.add(productId, listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#notifications[Symbol.asyncDispose]();
    await this.#pool[Symbol.asyncDispose]();
  }

  async #replay(request: ReservationRequest) {
    if (request.idempotencyKey === '') return undefined;
    const [earlier] = await this.#query<Reservation>(RESERVATION_BY_KEY, [request.idempotencyKey]);
    return earlier && { reservation: checkReplay(earlier, request), replayed: true };
  }

  /** Once until it succeeds, and again after the connection was lost, since the database may be another one then. */
  #migrate(): Promise<void> {
    this.#migrated ??= migrate(this.options).catch((error: unknown) => {
      this.#migrated = undefined;
      throw error;
    });
    return this.#migrated;
  }

  async #query<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    try {
      await this.#migrate();
      return await this.#pool.query<Row>(statement, values);
    } catch (error) {
      if (isDatabaseError(error, UNIQUE_VIOLATION)) throw error;
      if (isDatabaseError(error, ...CONTENTION)) {
        const message = 'Other reservations of this product or with this key are still in progress.';
        throw new AppError('reservation-in-progress', message, undefined, { cause: error });
      }
      if (isDatabaseError(error, UNDEFINED_TABLE)) this.#migrated = undefined;
      throw storeUnavailable(error);
    }
  }
}

const isDatabaseError = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof DatabaseError && codes.includes(error.code ?? '');
