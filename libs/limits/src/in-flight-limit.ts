import type { Connection } from './open-connections.ts';

/** A connection with fewer requests in flight than this may use the places that are reserved. */
const FEW = 4;

/**
 * Counts requests that are in flight, from their arrival until their response has left, and refuses those beyond a limit.
 * A quarter of the places is reserved for connections with few requests, so that a single one can't take all of them.
 */
export class InFlightLimit {
  readonly #unreserved: number;
  #inFlight = 0;

  /**
   * @param cancelledForMs how long a request still counts that has been cancelled; 0 where it leaves nothing behind
   * @param onRefused is called for each request that is refused
   */
  constructor(
    private readonly max: number,
    private readonly cancelledForMs: number,
    private readonly onRefused: (connection: Connection) => void,
  ) {
    this.#unreserved = max - Math.ceil(max / 4);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether a request that has arrived is admitted. If so, `leave` has to be called once, when its response has left. */
  enter(connection: Connection): boolean {
    if (this.#inFlight >= this.#unreserved && (connection.inFlight >= FEW || this.#inFlight >= this.max)) {
      this.onRefused(connection);
      return false;
    }
    this.#inFlight += 1;
    if (connection.inFlight === 0) connection.lastUsedAt = performance.now();
    connection.inFlight += 1;
    return true;
  }

  /**
   * As `leave`, of a request whose client has reset it or has left. What the request began is still being cancelled, which
   * for an RPC that waits for a backend's connection is only possible once it has been sent; so its place is not free yet.
   * Otherwise a client could begin any number of requests, by resetting each at once (CVE-2023-44487).
   */
  leaveCancelled(connection: Connection): void {
    if (this.cancelledForMs === 0) this.leave(connection);
    else setTimeout(leave, this.cancelledForMs, this, connection).unref();
  }

  leave(connection: Connection): void {
    this.#inFlight -= 1;
    connection.inFlight -= 1;
    connection.lastUsedAt = performance.now();
  }
}

/** One function for all timers, instead of a closure for each. */
const leave = (limit: InFlightLimit, connection: Connection): void => limit.leave(connection);
