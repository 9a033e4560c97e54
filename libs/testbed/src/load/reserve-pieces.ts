import { randomUUID } from 'node:crypto';

import type { Agent } from 'undici';
import * as v from 'valibot';

import { connectionError, createLoadAgent, withoutFault } from './load-agent.ts';
import { ReservationStock, totalOf, type OptionStock } from './reservation-stock.ts';
import { untilDue } from './until-due.ts';

const UNAVAILABLE = 503;
/** A product without its stock is read again for so long. */
const STOCK_TIMEOUT_MS = 5000;

export interface PiecesToReserve {
  /** Of the gateway, such as http://localhost:9999. */
  readonly origin: string;
  readonly productId: number;
  /** How many reservations of one piece, one after the other, of the options that have the most pieces. */
  readonly count: number;
  /** Reservations a second; without it, as fast as responses come. */
  readonly requestsPerSecond?: number;
  /** Whether each reservation has an idempotency key. */
  readonly withKeys?: boolean;
  /** Whether a request that is responded to with 503 is sent once more, the same but for the header x-fault. */
  readonly repeats?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What became of reservations of one piece each. */
export interface ReservedPieces {
  /** How many responses had each HTTP status, those to repeated requests included; requests without one by the connection's error. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Responses which say that an earlier call with the same key had made the reservation. */
  readonly replayed: number;
  /** Pieces that left the stock, by the product before and after; null if the product came without its stock. */
  readonly leftStock: number | null;
}

const Response = v.pipe(v.string(), v.parseJson(), v.object({ replayed: v.optional(v.boolean(), false) }));

/**
 * Reserves pieces of a product, and reads its stock before and after. Unlike a load it repeats no request unasked, so that the
 * stock shows what the network did. Nothing is reserved if the stock cannot be read.
 *
 * @throws Error if too few options have pieces
 */
export async function reservePieces(pieces: PiecesToReserve, signal: AbortSignal): Promise<ReservedPieces> {
  const { origin, productId, count, requestsPerSecond = Number.POSITIVE_INFINITY, repeats = false } = pieces;
  await using ending = new AsyncDisposableStack();
  const agent = createLoadAgent(1);
  ending.defer(() => agent.destroy());
  const readStock = async () => {
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(STOCK_TIMEOUT_MS)]);
    return await new ReservationStock({ agent, origin, headers: {} }, timeout).read([productId]).catch(() => undefined);
  };
  const before = await readStock();
  if (!before) return { statuses: {}, replayed: 0, leftStock: null };
  const options = richest(before, count);
  const statuses: Record<string, number> = {};
  let replayed = 0;
  const startedAt = performance.now();
  for (const [index, { optionId }] of options.entries()) {
    await untilDue(startedAt + (index * 1000) / requestsPerSecond, signal);
    const headers: PiecesToReserve['headers'] = {
      ...pieces.headers,
      ...(pieces.withKeys && { 'idempotency-key': `"${randomUUID()}"` }),
    };
    for (const sent of repeats ? [headers, withoutFault(headers)] : [headers]) {
      const response = await reserve(agent, pieces, optionId, sent, signal);
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      if (response.replayed) replayed += 1;
      if (response.status !== UNAVAILABLE) break;
    }
  }
  const after = await readStock();
  return { statuses, replayed, leftStock: after ? totalOf(before) - totalOf(after) : null };
}

/** As many options, those with the most pieces first. */
function richest(stocks: readonly OptionStock[], count: number): readonly OptionStock[] {
  const inStock = stocks.filter(({ quantity }) => quantity > 0);
  if (inStock.length < count) throw new Error(`${inStock.length} options have pieces, fewer than ${count}.`);
  return inStock.toSorted((a, b) => b.quantity - a.quantity).slice(0, count);
}

async function reserve(
  agent: Agent,
  { origin, productId }: PiecesToReserve,
  optionId: number,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<{ readonly status: number | string; readonly replayed: boolean }> {
  try {
    const { statusCode, body } = await agent.request({
      origin,
      path: `/product/${productId}/reservations`,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ optionId, quantity: 1 }),
      signal,
    });
    const { success, output } = v.safeParse(Response, await body.text());
    return { status: statusCode, replayed: success && output.replayed };
  } catch (error) {
    return { status: connectionError(error), replayed: false };
  }
}
