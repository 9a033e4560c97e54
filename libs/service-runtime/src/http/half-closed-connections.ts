import type { Server } from 'node:http';
import type { Socket } from 'node:net';

import { currentResponse } from './http-connection.ts';

/** How long a client that has half-closed its connection waits for a response before it is probed; then twice as long. */
const FIRST_PROBE_MS = 100;

/**
 * Serves clients that close their side of a connection once they have sent a request, as `nc -N` does, and still notices
 * those that have left. Both send a FIN. So an interim response (102) is written until the response is there: a client
 * that has left replies with a reset, which fails the next write, and with it the request.
 */
export function serveHalfClosedConnections(server: Server): void {
  // Node's own option, without a public name: otherwise node:http ends a connection at its client's FIN.
  (server as Server & { httpAllowHalfOpen: boolean }).httpAllowHalfOpen = true;
  server.on('connection', (socket) => socket.on('end', probeOnEnd));
}

function probeOnEnd(this: Socket): void {
  probe(this, FIRST_PROBE_MS);
}

function probe(socket: Socket, delay: number): void {
  // HTTP/1.0 has no interim responses (RFC 9110, 15.2).
  if ((currentResponse(socket)?.req.httpVersionMinor ?? 0) === 0) return;
  setTimeout(() => {
    const response = currentResponse(socket);
    if (!response || socket.destroyed) return;
    if (!response.headersSent) response.writeProcessing();
    probe(socket, 2 * delay);
  }, delay).unref();
}
