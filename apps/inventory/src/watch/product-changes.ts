import type { StockChange, StockStore, StockVersion } from '../store/stock-store.ts';

/** After so many streams other calls have their turn, such as the one that made the change. */
const STREAMS_AT_ONCE = 200;

/** How many changes are read at a time. */
export const CHANGES_PAGE = 64;

/**
 * The changes of one product, for all its streams. After a change the streams that were up to date all read the same changes,
 * which are read from the store once.
 */
export class ProductChanges {
  readonly #listeners = new Set<() => void>();
  readonly #reads = new Map<string, Promise<readonly StockChange[] | undefined>>();
  readonly #unlisten: () => void;
  #isNotifying = false;
  /** A change came while the streams were being notified of an earlier one. */
  #isStale = false;

  /** @param onUnused is called when the last stream has ended */
  constructor(
    private readonly productId: number,
    private readonly store: StockStore,
    private readonly onUnused: () => void,
  ) {
    this.#unlisten = store.onChange(productId, () => {
      this.#reads.clear();
      this.#isStale = true;
      if (!this.#isNotifying) this.#notify([]);
    });
  }

  /** Calls the listener after each change, until the returned function is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      this.#unlisten();
      this.onUnused();
    };
  }

  /** A listener that has been removed meanwhile ignores the call. */
  #notify(rest: (() => void)[]): void {
    let listeners = rest;
    this.#isNotifying = rest.length > 0 || this.#isStale;
    if (!this.#isNotifying) return;
    if (rest.length === 0) {
      this.#isStale = false;
      listeners = [...this.#listeners];
    }
    for (const listener of listeners.splice(0, STREAMS_AT_ONCE)) listener();
    setImmediate(() => this.#notify(listeners));
  }

  /** As the store's changesAfter, of CHANGES_PAGE changes at most. */
  after(version: StockVersion): Promise<readonly StockChange[] | undefined> {
    const key = `${version.epoch}.${version.version}`;
    let read = this.#reads.get(key);
    if (read) return read;
    read = this.store.changesAfter(this.productId, version, CHANGES_PAGE);
    this.#reads.set(key, read);
    const forget = () => {
      if (this.#reads.get(key) === read) this.#reads.delete(key);
    };
    // Only what is being read is shared.
    read.then(forget, forget);
    return read;
  }
}
