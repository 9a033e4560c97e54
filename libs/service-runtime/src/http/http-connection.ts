import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The internal fields of node:http for the requests and responses of a connection. */
interface HttpSocket extends Socket {
  readonly ['_httpMessage']?: ServerResponse | null;
  readonly parser?: { readonly incoming: IncomingMessage | null } | null;
}

/** The response that is next on a connection; others wait behind it. */
export const currentResponse = (socket: HttpSocket): ServerResponse | undefined => socket['_httpMessage'] ?? undefined;

/** The request whose content is still being read. */
export function requestBeingRead({ parser }: HttpSocket): IncomingMessage | undefined {
  return parser?.incoming && !parser.incoming.complete ? parser.incoming : undefined;
}
