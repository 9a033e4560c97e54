import { status } from '@grpc/grpc-js';
import type { WatchInventoryResponse } from '#contracts';
import type { HopOrigin } from '#telemetry';

import type { BackendStreamListener } from '../backends/backend-stream.ts';
import { reopenDelayMs } from './reopen-delay.ts';

/** A stream that was open for so long was a good one: the next one is not delayed by those that ended before it. */
const GOOD_STREAM_MS = 5000;

/** Opening the stream again would fail again. */
const PERMANENT: ReadonlySet<status> = new Set([status.NOT_FOUND, status.INVALID_ARGUMENT, status.UNIMPLEMENTED]);

/** A stream of WatchInventory, as the subscription uses it. */
export interface StockStreamHandle {
  readonly origin: HopOrigin | undefined;
  cancel(details: string): void;
}

/** Opens a stream after a resume token. */
export type OpenStockStream = (
  resumeToken: string,
  listener: BackendStreamListener<WatchInventoryResponse>,
) => StockStreamHandle;

export interface StockListener {
  /**
   * A stream has sent its first message, which follows.
   *
   * @param opened how many streams have been open, this one included
   */
  onOpen(origin: HopOrigin | undefined, opened: number): void;
  onMessage(message: WatchInventoryResponse): void;
  /** A stream has ended, and another one is opened after a while. */
  onWait(): void;
  /** A stream has ended, and opening another one would fail again. */
  onFailure(code: status): void;
}

/**
 * The stock of a product and each change of it, once and in order, over as many streams as it takes: a stream that ends, or that
 * sends nothing for too long, is opened again after the last message that arrived.
 */
export class StockSubscription implements BackendStreamListener<WatchInventoryResponse> {
  #stream: StockStreamHandle | undefined;
  #hasMessages = false;
  #opened = 0;
  #openedAt = 0;
  #failures = 0;
  #isClosed = false;
  #reopen: NodeJS.Timeout | undefined;
  readonly #idle: NodeJS.Timeout;

  /**
   * @param resumeToken empty for the whole stock
   * @param idleTimeoutMs how long a stream may send nothing, heartbeats included
   */
  constructor(
    private readonly open: OpenStockStream,
    private resumeToken: string,
    private readonly listener: StockListener,
    idleTimeoutMs: number,
  ) {
    this.#idle = setTimeout(() => this.#endIdle(), idleTimeoutMs);
    this.#start();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#idle);
    clearTimeout(this.#reopen);
    this.#stream?.cancel('The viewer has left.');
  }

  onMessage(message: WatchInventoryResponse): void {
    if (this.#isClosed) return;
    this.#idle.refresh();
    if (!this.#hasMessages) {
      this.#hasMessages = true;
      this.#opened += 1;
      this.listener.onOpen(this.#stream?.origin, this.#opened);
    }
    this.resumeToken = message.resumeToken;
    this.listener.onMessage(message);
  }

  onEnd(code: status): void {
    if (this.#isClosed) return;
    if (PERMANENT.has(code)) {
      this.close();
      return this.listener.onFailure(code);
    }
    if (this.#hasMessages && performance.now() - this.#openedAt >= GOOD_STREAM_MS) this.#failures = 0;
    this.#failures += 1;
    this.#reopen = setTimeout(() => this.#start(), reopenDelayMs(this.#failures));
    this.listener.onWait();
  }

  #start(): void {
    this.#hasMessages = false;
    this.#openedAt = performance.now();
    this.#idle.refresh();
    this.#stream = this.open(this.resumeToken, this);
  }

  #endIdle(): void {
    this.#stream?.cancel('The stream has sent nothing for too long.');
    this.onEnd(status.UNAVAILABLE);
  }
}
