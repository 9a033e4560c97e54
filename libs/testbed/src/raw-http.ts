import { connect } from 'node:net';

import { parseResponses, type RawResponse } from './http1-responses.ts';

export type { RawResponse };

export interface RawExchange {
  /** All final responses, in their order. */
  readonly responses: readonly RawResponse[];
  /** The statuses of the interim responses. */
  readonly interim: readonly number[];
  /** Whether the server has ended the connection. */
  readonly ended: boolean;
}

export interface RawRequestOptions {
  /** How many responses to wait for; the server may also end the connection before. */
  readonly count?: number;
  /** Closes the client's side after the last byte, as `nc -N` does. */
  readonly halfClose?: boolean;
  /** Methods of the requests, where the response to one has no body: HEAD. */
  readonly methods?: readonly string[];
}

/**
 * Sends bytes to a port of the loopback address, each part as a packet of its own, and reads what comes back.
 *
 * @throws Error if it is not HTTP, or if the connection fails before there is a response
 */
export function sendRaw(
  port: number,
  parts: string | readonly string[],
  { count = 1, halfClose = false, methods = [] }: RawRequestOptions = {},
): Promise<RawExchange> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const parse = () => parseResponses(received, methods, false);
    const finish = (ended: boolean) => {
      const { interim, responses } = parse();
      socket.destroy();
      resolve({ interim, responses, ended });
    };
    socket.on('connect', async () => {
      for (const part of [parts].flat()) {
        await new Promise((sent) => socket.write(part, 'latin1', sent));
        await new Promise(setImmediate);
      }
      if (halfClose) socket.end();
    });
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const { responses } = parse();
      // The end of the connection may follow at once.
      if (responses.length >= count && responses.at(-1)?.headers['connection'] !== 'close') finish(false);
    });
    socket.on('end', () => finish(true));
    socket.on('error', (error) => {
      if (parse().responses.length >= count) finish(true);
      else reject(error);
    });
  });
}
