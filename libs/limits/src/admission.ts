import type { InFlightLimit } from './in-flight-limit.ts';
import type { Connection } from './open-connections.ts';

/** What became of an HTTP request that has arrived on a connection. */
export interface Admission {
  readonly connection: Connection;
  /** That counts the request; none if it is refused. */
  readonly limit: InFlightLimit | undefined;
}

/**
 * The response to a request has left, or its client has.
 *
 * @param finished whether the response is whole
 */
export function leave({ connection, limit }: Admission, finished: boolean): void {
  connection.pending -= 1;
  if (finished) limit?.leave(connection);
  else limit?.leaveCancelled(connection);
}
