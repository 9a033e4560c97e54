import type { Reservation } from '#contracts';

/** Injects the StockStore. */
export const STOCK_STORE = Symbol('stock store');

/** What a client asks to take out of stock, its fields within the bounds of the contract. */
export interface ReservationRequest {
  readonly productId: number;
  readonly optionId: number;
  /** Pieces, 1 or more. */
  readonly quantity: number;
  /** Empty if the call has no key. */
  readonly idempotencyKey: string;
}

/** A version of a product's stock. */
export interface StockVersion {
  /** Identifies the data: another epoch means that the data was lost, and that its versions are not comparable. */
  readonly epoch: string;
  /** 0 before the first reservation, then one more with each. */
  readonly version: number;
}

/** The stock of one product, after the change of this version. */
export interface Stock extends StockVersion {
  /** The pieces that are left of each option, the first option first. */
  readonly quantities: readonly number[];
}

/** The change that made a version of a product's stock. */
export interface StockChange {
  readonly version: number;
  readonly optionId: number;
  /** The pieces of the option that were left after the change. */
  readonly quantity: number;
}

/**
 * Keeps reservations, and what is left in stock after them. A reservation, its key and its change are committed in one
 * transaction, and versions of a product have no gap. Every method rejects with AppError store-unavailable while the database
 * cannot be reached.
 */
export interface StockStore extends AsyncDisposable {
  /** @param initial the quantities before the first reservation, one for each option */
  getStock(productId: number, initial: readonly number[]): Promise<Stock>;

  /**
   * Takes pieces out of stock.
   *
   * @param initial the quantities before the first reservation, one for each option
   * @throws AppError out-of-stock, idempotency-key-reused, reservation-in-progress
   */
  reserve(
    request: ReservationRequest,
    initial: readonly number[],
  ): Promise<{ readonly reservation: Reservation; readonly replayed: boolean }>;

  getReservation(productId: number, reservationId: string): Promise<Reservation | undefined>;

  /**
   * The changes after a version, the oldest first, at most `limit`; undefined if the data is of another epoch or has no such
   * version, as after a restored backup.
   */
  changesAfter(productId: number, after: StockVersion, limit: number): Promise<readonly StockChange[] | undefined>;

  /**
   * Calls the listener after each committed change of the product, also one by another replica, and after a connection to the
   * database was lost and restored, since changes may have been missed. Returns the function that ends it.
   */
  onChange(productId: number, listener: () => void): () => void;
}
