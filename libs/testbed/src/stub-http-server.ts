import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { LOOPBACK } from './environment.ts';

/** Writes the response to a request, the first being number 1. */
export type Respond = (response: ServerResponse, number: number) => void;

/** An HTTP server that a test scripts; it ends with all of its connections at the end of the `await using` block. */
export interface StubHttpServer extends AsyncDisposable {
  readonly url: string;
  /** What it has received so far. */
  readonly requests: readonly IncomingMessage[];
}

/** Listens on a free port of the loopback address. */
export async function startStubHttpServer(respond: Respond): Promise<StubHttpServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => respond(response, requests.push(request)));
  await once(server.listen(0, LOOPBACK), 'listening');
  return {
    requests,
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
