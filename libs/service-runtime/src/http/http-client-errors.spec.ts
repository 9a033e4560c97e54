import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { expect, it } from 'vitest';
import { sendRaw } from '#testbed';

import { respondToClientError } from './http-client-errors.ts';

const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

/** Serves two requests with the given headers, the second of which is malformed. */
async function statusesWith(headers: Record<string, string>): Promise<number[]> {
  const handle: RequestListener = (request, response) => {
    const isMalformed = request.headers.host === undefined;
    // Not before what follows in the same packet has been read.
    setImmediate(() => response.writeHead(isMalformed ? 400 : 200, isMalformed ? {} : headers).end());
  };
  const server = createServer(handle).on('clientError', (error, socket) =>
    respondToClientError(error, socket as Socket, handle),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { responses } = await sendRaw((server.address() as AddressInfo).port, `${REQUEST}BREW\r\n\r\n`, { count: 2 });
    return responses.map(({ status }) => status);
  } finally {
    server.close();
  }
}

it('a malformed request gets a response behind one of a handler', async () => {
  expect(await statusesWith({})).toEqual([200, 400]);
});

it('a malformed request gets no response behind one to which a handler gave the close option', async () => {
  expect(await statusesWith({ Connection: 'close' })).toEqual([200]);
});
