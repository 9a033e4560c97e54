import type { InFlightLimit } from './in-flight-limit.ts';
import type { Connection } from './open-connections.ts';
import type { OpenStreamLimit } from './open-stream-limit.ts';

/** What an HTTP request asks for. Each kind has a limit of its own. */
export type RequestKind = 'request' | 'probe' | 'eventStream';

/** Whether an HTTP request that has arrived on a connection is admitted. */
export interface Admission {
  readonly connection: Connection;
  readonly kind: RequestKind;
  /** The limit that counts the request; undefined if it is refused. */
  readonly limit: InFlightLimit | OpenStreamLimit | undefined;
}

/**
 * Ends the admission of a request: its response has been sent, or its client has left.
 *
 * @param finished whether the response is whole
 */
export function leave({ connection, kind, limit }: Admission, finished: boolean): void {
  connection.pending -= 1;
  if (kind === 'eventStream') connection.isStreaming = false;
  if (finished) limit?.leave(connection);
  else limit?.leaveCancelled(connection);
}
