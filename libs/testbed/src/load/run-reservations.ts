import { setMaxListeners } from 'node:events';

import { createLoadAgent, withoutFault } from './load-agent.ts';
import type { ReservationReport } from './reservation-report.ts';
import { ReservationRequests } from './reservation-requests.ts';
import { onePieceOfEachInTurn, ReservationStock, totalOf } from './reservation-stock.ts';
import { DEFAULT_CONCURRENCY } from './run-load.ts';
import { untilDue } from './until-due.ts';

export interface ReservationOptions {
  /** Of the gateway, such as http://localhost:9999. */
  readonly origin: string;
  /** Reservations a second, evenly. */
  readonly rate: number;
  /** Connections at most; 8 unless given. */
  readonly concurrency?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Reservations that are made until they are stopped, at the latest at the end of the `await using` block. */
export interface RunningReservations extends AsyncDisposable {
  /** Makes no further reservation, waits for those in flight, and reads what has left the stock. */
  stop(): Promise<ReservationReport>;
}

/**
 * Starts to reserve one piece at a time at a rate, over all options in stock of the catalogue's first products. No other client may
 * change their stock meanwhile.
 *
 * @param interrupt cancels what is in flight; the report has no stock then
 * @throws Error if nothing is in stock, or if the gateway does not respond
 */
export async function startReservations(
  { origin, rate, concurrency = DEFAULT_CONCURRENCY, headers = {} }: ReservationOptions,
  interrupt: AbortSignal,
): Promise<RunningReservations> {
  const cancelled = new AbortController();
  const stopped = new AbortController();
  const signal = AbortSignal.any([interrupt, cancelled.signal]);
  const pauses = AbortSignal.any([signal, stopped.signal]);
  // Each request in flight listens to it.
  setMaxListeners(0, signal, pauses);
  await using ending = new AsyncDisposableStack();
  const agent = createLoadAgent(concurrency);
  ending.defer(() => agent.destroy());
  // Faults are for the reservations alone.
  const stock = new ReservationStock({ agent, origin, headers: withoutFault(headers) }, signal);
  const productIds = await stock.listProducts();
  const before = await stock.read(productIds);
  const pieces = onePieceOfEachInTurn(before);
  if (pieces.length === 0) throw new Error(`No option is in stock at ${origin}.`);
  const requests = new ReservationRequests({ agent, origin, headers }, signal);
  const startedAt = performance.now();
  let next = 0;
  let wanted = 0;

  /** One connection's reservations, one after the other. */
  async function reserveSequentially(): Promise<void> {
    while (!pauses.aborted) {
      const index = next++;
      const piece = pieces[index % pieces.length];
      if (!piece || (await untilDue(startedAt + (index * 1000) / rate, pauses)) === undefined) return;
      wanted += 1;
      await requests.reserve(piece);
    }
  }

  const running = Promise.all(Array.from({ length: concurrency }, reserveSequentially));
  const owned = ending.move();
  return {
    stop: async () => {
      stopped.abort();
      await running;
      const { statuses, connectionErrors, counts } = requests;
      const leftStock = signal.aborted ? null : totalOf(before) - totalOf(await stock.read(productIds));
      return { wanted, statuses, connectionErrors, ...counts, leftStock };
    },
    [Symbol.asyncDispose]: async () => {
      cancelled.abort();
      await running;
      await owned.disposeAsync();
    },
  };
}
