import type { InFlightLimit } from './in-flight-limit.ts';
import type { Connection } from './open-connections.ts';

/** What became of an HTTP request that has arrived on a connection. */
export interface Admission {
  readonly connection: Connection;
  /** That counts the request; none if it is refused. */
  readonly limit: InFlightLimit | undefined;
}

/** The response to a request has left. */
export function leave({ connection, limit }: Admission): void {
  connection.pending -= 1;
  limit?.leave(connection);
}
