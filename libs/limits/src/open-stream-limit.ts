import type { Connection } from './open-connections.ts';

/**
 * Counts long-lived streams, from their first headers until they are closed, and refuses those beyond a limit. They are not
 * requests in flight: a stream is open for as long as its client likes, so that neither its connection stalls when none of its
 * requests ends, nor does a stream leave work behind when it is reset.
 */
export class OpenStreamLimit {
  #open = 0;

  /** @param onRefused is called for each stream that is refused */
  constructor(
    private readonly max: number,
    private readonly onRefused: (connection: Connection) => void,
  ) {}

  get open(): number {
    return this.#open;
  }

  /** Whether a stream that has arrived is admitted. If so, `leave` has to be called once, when it is closed. */
  enter(connection: Connection): boolean {
    if (this.#open >= this.max) {
      this.onRefused(connection);
      return false;
    }
    this.#open += 1;
    connection.openStreams += 1;
    return true;
  }

  leave(connection: Connection): void {
    this.#open -= 1;
    connection.openStreams -= 1;
    connection.lastUsedAt = performance.now();
  }

  /** As `leave`: a stream that its client has reset leaves nothing behind. */
  leaveCancelled(connection: Connection): void {
    this.leave(connection);
  }
}
