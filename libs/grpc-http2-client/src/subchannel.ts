import { Http2Connection, type ConnectionListener, type ConnectionPool } from './http2-connection.ts';

/** gRPC waits up to two minutes before it tries an address again. */
const INITIAL_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 1000;
const BACKOFF_MULTIPLIER = 1.6;
const BACKOFF_JITTER = 0.2;

export interface SubchannelOwner extends ConnectionPool {
  onStateChange(): void;
}

/** Keeps a connection to one address of a server, and replaces it when it ends. */
export class Subchannel implements ConnectionListener {
  #state: 'CONNECTING' | 'READY' | 'TRANSIENT_FAILURE' | 'SHUTDOWN' = 'CONNECTING';
  #connection: Http2Connection | undefined;
  #timer: NodeJS.Timeout | undefined;
  #backoffMs = 0;
  #startedAt = 0;
  #readyAt = 0;
  #failure = '';

  constructor(
    readonly address: string,
    private readonly owner: SubchannelOwner,
  ) {
    this.#connect();
  }

  /** TRANSIENT_FAILURE lasts until a connection is ready, also while another attempt is made. */
  get state() {
    return this.#state;
  }

  /** The connection that accepts streams, if there is one. */
  get ready(): Http2Connection | undefined {
    return this.#state === 'READY' ? this.#connection : undefined;
  }

  /** Why the last attempt to connect has failed. */
  get failure(): string {
    return this.#failure;
  }

  /** Streams that are open may end well. */
  close(): void {
    this.#state = 'SHUTDOWN';
    clearTimeout(this.#timer);
    this.#connection?.close();
  }

  onReady(): void {
    this.#state = 'READY';
    this.#readyAt = Date.now();
    this.owner.onStateChange();
  }

  onConnectionEnd(reason: string): void {
    if (this.#state === 'SHUTDOWN') return;
    this.#connection = undefined;
    if (this.#state === 'READY') {
      // A server that ends each connection soon gets no busy loop of new ones.
      if (Date.now() - this.#readyAt >= MAX_BACKOFF_MS) this.#backoffMs = 0;
      this.#state = 'CONNECTING';
    } else {
      this.#state = 'TRANSIENT_FAILURE';
      this.#failure = `${this.address}: ${reason}`;
    }
    this.#connect();
    this.owner.onStateChange();
  }

  #connect(): void {
    const jitter = 1 + BACKOFF_JITTER * (2 * Math.random() - 1);
    const waitMs = this.#startedAt + this.#backoffMs * jitter - Date.now();
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.#open(), waitMs);
      return;
    }
    this.#open();
  }

  #open(): void {
    this.#startedAt = Date.now();
    this.#backoffMs = Math.min(MAX_BACKOFF_MS, this.#backoffMs * BACKOFF_MULTIPLIER || INITIAL_BACKOFF_MS);
    this.#connection = new Http2Connection(this.address, this.owner, this);
  }
}
