import type { EventEmitter } from 'node:events';
import type { Client } from 'autocannon';

/** What a client of autocannon 9 has besides its typed parts. */
interface ClientParts extends EventEmitter {
  conn?: object;
  parser: { initialize(type: 'RESPONSE'): void };
  _connect(): void;
  _destroyConnection(): void;
  _doRequest(): void;
}

/**
 * Makes a client of autocannon get over connections that end. By itself it sends its next request even after an answer
 * with `Connection: close`, so that a server which drains without a loss would seem to lose requests. And after a
 * connection that was cut it goes on where it was, so that a new answer is read as the rest of the old one, or is timed
 * from the request before its own.
 */
export function mindConnectionEnds(client: Client): void {
  const parts = client as unknown as ClientParts;
  const { _connect: connect, _destroyConnection: disconnect, _doRequest: send } = parts;
  let closing: object | undefined;
  parts.on('headers', ({ shouldKeepAlive }: { shouldKeepAlive: boolean }) => {
    if (!shouldKeepAlive) closing = parts.conn;
  });
  Object.assign(parts, {
    _connect() {
      if (parts.conn) disconnect.call(parts);
      parts.parser.initialize('RESPONSE');
      connect.call(parts);
    },
    _doRequest() {
      if (!closing || parts.conn !== closing) send.call(parts);
    },
  });
}
