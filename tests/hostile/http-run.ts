import { createConnection } from 'node:net';

import { parseResponses } from '../../libs/testbed/src/http1-responses.ts';
import { nextExchange, type HttpExchange } from './http-requests.ts';
import { faultsOf } from './http-responses.ts';
import type { Random } from './random.ts';
import { forEachConcurrently, type Tally } from './tally.ts';

const CONCURRENCY = 64;
/** Longer than the services wait for a request that does not arrive whole. */
const EXCHANGE_TIMEOUT_MS = 20_000;
/** Kinds after which a server may close with bytes unread, so that the client sees a reset. */
const RESETS = new Set<string>(['body', 'reservation', 'garbage', 'header', 'target', 'method', 'protocol', 'syntax']);

/**
 * Sends hostile requests to HTTP ports of the loopback address and judges every response.
 *
 * @param count how many requests; a few more are sent, to the end of the last connection
 * @param documented the statuses that may come
 */
export async function runHttp(
  ports: readonly number[],
  count: number,
  random: Random,
  documented: ReadonlySet<number>,
  tally: Tally,
): Promise<void> {
  let sent = 0;
  const next = () => {
    if (sent >= count) return undefined;
    const exchange = nextExchange(random);
    sent += exchange.methods.length;
    return { exchange, port: random.pick(ports), address: `127.0.0.${random.integer(1, 200)}` };
  };
  await forEachConcurrently(next, CONCURRENCY, async ({ exchange, port, address }) => {
    const { received, end } = await converse(exchange, port, address);
    judge(exchange, received, end, documented, tally);
  });
}

type End = 'closed' | 'reset' | 'aborted' | 'timeout';

function converse(
  { bytes, aborts }: HttpExchange,
  port: number,
  localAddress: string,
): Promise<{ received: Buffer; end: End }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let end: End = 'closed';
    const socket = createConnection({ host: '127.0.0.1', port, ...(process.platform === 'linux' && { localAddress }) })
      .setTimeout(EXCHANGE_TIMEOUT_MS, () => {
        end = 'timeout';
        socket.destroy();
      })
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('error', () => (end = 'reset'))
      .on('close', () => resolve({ received: Buffer.concat(chunks), end }));
    if (!aborts) return void socket.end(bytes);
    socket.write(bytes, () => {
      end = 'aborted';
      socket.destroy();
    });
  });
}

function judge(
  { kind, methods, bytes }: HttpExchange,
  received: Buffer,
  end: End,
  documented: ReadonlySet<number>,
  tally: Tally,
): void {
  if (end === 'aborted') return tally.count(kind, 'client left');
  if (end === 'timeout')
    return tally.fault(`${kind}: the connection was still open after ${EXCHANGE_TIMEOUT_MS} ms`, bytes);
  try {
    const { responses, rest } = parseResponses(received.toString('latin1'), methods, true);
    if (rest !== '') throw new Error(`the response is incomplete: ${JSON.stringify(rest.slice(0, 200))}`);
    for (const response of responses) {
      tally.count(kind, String(response.status));
      for (const fault of faultsOf(response, documented)) tally.fault(`${kind}: ${fault}`, bytes);
    }
    // RFC 9112, 9.6: nothing behind a response with the close option gets a response.
    const closedAt = responses.findIndex(({ headers }) => headers['connection'] === 'close');
    const isClosed = closedAt >= 0;
    if (isClosed && closedAt < responses.length - 1) {
      tally.fault(`${kind}: a response after one with Connection: close`, bytes);
    }
    if (responses.length >= methods.length) return;
    if (end === 'reset' && RESETS.has(kind)) tally.count(kind, 'reset');
    else if (!isClosed && /[^\r\n]/.test(bytes.toString('latin1'))) {
      tally.fault(`${kind}: ${responses.length} responses to ${methods.length} requests`, bytes);
    }
  } catch (error) {
    if (end === 'reset') tally.count(kind, 'reset');
    else tally.fault(`${kind}: ${(error as Error).message}`, bytes);
  }
}
