import type { Subscriber } from 'rxjs';
import type { WatchInventoryResponse } from '#contracts';

import type { StockVersion } from '../store/stock-store.ts';
import { CHANGES_PAGE, type ProductChanges } from './product-changes.ts';
import { formatResumeToken } from './resume-token.ts';

type Event = NonNullable<WatchInventoryResponse['event']>;

/** Whether a stream can be written to, as node:stream's Writable has it. */
export interface Outlet {
  readonly writableNeedDrain: boolean;
  once(event: 'drain', listener: () => void): unknown;
}

/** What a stream sends where its changes are not kept: the whole stock, and its version. */
export type WholeStock = () => Promise<StockVersion & { readonly event: Event }>;

/**
 * One stream of a product's stock. It keeps no changes: it has a position, and reads what comes after it when the client has
 * read what was sent, so that a slow client costs no memory.
 */
export class StockStream {
  readonly #unlisten: () => void;
  readonly #heartbeat: NodeJS.Timeout;
  #isReading = false;
  /** A change came while changes were being read. */
  #isStale = false;
  #hasSent = false;

  /**
   * @param position the version after which the stream begins; undefined for the whole stock
   * @param heartbeatMs how long the stream may send nothing
   */
  constructor(
    private readonly subscriber: Subscriber<WatchInventoryResponse>,
    private readonly changes: ProductChanges,
    private readonly wholeStock: WholeStock,
    private readonly outlet: Outlet,
    private position: StockVersion | undefined,
    heartbeatMs: number,
  ) {
    // Before the first read, so that no change is missed between the two.
    this.#unlisten = changes.listen(() => void this.#readAll());
    this.#heartbeat = setTimeout(() => this.#beat(), heartbeatMs);
    void this.#readAll();
  }

  close(): void {
    this.#unlisten();
    clearTimeout(this.#heartbeat);
  }

  /** Sends all changes up to now. */
  async #readAll(): Promise<void> {
    if (this.subscriber.closed) return;
    if (this.#isReading) {
      this.#isStale = true;
      return;
    }
    this.#isReading = true;
    try {
      do {
        this.#isStale = false;
        while (await this.#readPage());
      } while (this.#isStale && !this.subscriber.closed);
      // The client learns that the stream has resumed.
      if (!this.#hasSent) this.#beat();
    } catch (error) {
      this.subscriber.error(error);
    }
    this.#isReading = false;
  }

  /** Sends some changes, or the whole stock. Returns whether there may be more. */
  async #readPage(): Promise<boolean> {
    await this.#untilWritable();
    if (this.subscriber.closed) return false;
    const { position } = this;
    const page = position && (await this.changes.after(position));
    if (this.subscriber.closed) return false;
    if (!page || !position) {
      const { event, ...version } = await this.wholeStock();
      this.#send(event, version);
      return !this.subscriber.closed;
    }
    for (const { version, optionId, quantity } of page) {
      await this.#untilWritable();
      this.#send({ $case: 'change', value: { optionId, quantity } }, { epoch: position.epoch, version });
    }
    return page.length === CHANGES_PAGE;
  }

  /** A stream whose client cancels meanwhile is garbage. */
  async #untilWritable(): Promise<void> {
    if (this.outlet.writableNeedDrain) await new Promise<void>((resolve) => void this.outlet.once('drain', resolve));
  }

  #send(event: Event, version: StockVersion): void {
    this.position = version;
    this.#hasSent = true;
    this.#heartbeat.refresh();
    this.subscriber.next({ event, resumeToken: formatResumeToken(version) });
  }

  /** What has not been read shows that the stream is open as well. */
  #beat(): void {
    if (this.subscriber.closed) return;
    if (this.position && !this.outlet.writableNeedDrain) {
      this.#send({ $case: 'heartbeat', value: {} }, this.position);
    } else this.#heartbeat.refresh();
  }
}
