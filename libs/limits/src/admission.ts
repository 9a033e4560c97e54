import type { InFlightLimit } from './in-flight-limit.ts';
import type { Connection } from './open-connections.ts';

/** Whether an HTTP request that has arrived on a connection is admitted. */
export interface Admission {
  readonly connection: Connection;
  /** The limit that counts the request; undefined if it is refused. */
  readonly limit: InFlightLimit | undefined;
}

/**
 * Ends the admission of a request: its response has been sent, or its client has left.
 *
 * @param finished whether the response is whole
 */
export function leave({ connection, limit }: Admission, finished: boolean): void {
  connection.pending -= 1;
  if (finished) limit?.leave(connection);
  else limit?.leaveCancelled(connection);
}
