import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { stopParsing } from '#limits';

/** The internal fields of node:http for the requests and responses of a connection. */
interface HttpSocket extends Socket {
  readonly ['_httpMessage']?: ServerResponse | null;
  readonly parser?: { readonly incoming: IncomingMessage | null } | null;
}

/** The response that is next on a connection; others wait behind it. */
export const currentResponse = (socket: HttpSocket): ServerResponse | undefined => socket['_httpMessage'] ?? undefined;

/** Whether the headers of a response have been sent with the close option. */
export const hasCloseOption = (response: ServerResponse & { readonly ['_header']?: string | null }): boolean =>
  /\r\nconnection: close\r\n/i.test(response['_header'] ?? '');

/** The request whose content is still being read. */
export function requestBeingRead({ parser }: HttpSocket): IncomingMessage | undefined {
  return parser?.incoming && !parser.incoming.complete ? parser.incoming : undefined;
}

/** How long a connection is still read after its last response, so that its client gets that response. */
const LINGER_MS = 2000;

const closing = new WeakSet<Socket>();

/**
 * Makes a response with the close option the last one on its connection (RFC 9112, 9.6): requests behind it are not handled, and
 * whatever is behind it gets no response.
 */
export function closeAfterResponse(socket: Socket): void {
  closing.add(socket);
  stopParsing(socket);
  // node:http calls this to close a connection after a response with `Connection: close`.
  socket.destroySoon = () => lingeringClose(socket);
}

/** Whether a response with the close option has been sent on a connection, or will be. */
export const isClosing = (socket: Socket): boolean => closing.has(socket);

/**
 * Ends a connection so that the client can read the response: a connection that is closed while there is unread input is
 * reset, and a reset can overtake the response (RFC 9112, 9.6).
 */
export function lingeringClose(socket: Socket): void {
  if (socket.destroyed) return;
  socket.end();
  const timeout = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(timeout));
}
