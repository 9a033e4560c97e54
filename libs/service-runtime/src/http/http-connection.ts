import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The fields in which node:http keeps what goes on on a connection. It has no public names for them. */
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
