import { setTimeout as sleep } from 'node:timers/promises';

import type { Reservation } from '#contracts';
import { AppError } from '#errors';

import type { StockStore } from '../stock-store.ts';

/** A reservation that a client wants, with what happens to it on the way. */
export interface Call {
  readonly replica: 0 | 1;
  readonly optionId: number;
  readonly quantity: number;
  /** Clients share keys, as repeated calls do; undefined for a call without one. */
  readonly key: number | undefined;
  /** How many responses are lost. A client with a key then tries again at the other replica; one without gives up. */
  readonly lostResponses: number;
}

/** What one client does, in this order: calls, and kills of the store. */
export type Client = readonly (Call | 'kill')[];

/** Two replicas with one database. */
export interface Replicas {
  of(replica: 0 | 1): StockStore;
  /** Ends the connections to the database, or opens it again. Calls that are in flight may fail. */
  kill(): Promise<void>;
}

export interface Observed {
  /** The reservations of responses, also of lost ones, with the key of their call. */
  readonly committed: { readonly key: number | undefined; readonly reservation: Reservation }[];
  /** The calls without a key that failed, of which each may have been carried out or not. */
  readonly unknown: Call[];
}

/** The errors after which a call is not known to have been carried out or not. */
const UNKNOWN = 'store-unavailable';

const RETRY_MS = 5;

/** Far more than a restart of the database takes. */
const MAX_ATTEMPTS = 5000;

/** Runs the clients at the same time. @param pause resolves when a client's next step is due */
export async function runInterleaving(
  clients: readonly Client[],
  productId: number,
  initial: readonly number[],
  replicas: Replicas,
  pause: (step: string) => Promise<unknown>,
): Promise<Observed> {
  const observed: Observed = { committed: [], unknown: [] };

  async function makeCall(call: Call): Promise<void> {
    const { optionId, quantity, key } = call;
    const idempotencyKey = key === undefined ? '' : `${productId}-${key}`;
    const request = { productId, optionId, quantity, idempotencyKey };
    for (let attempt = 0; ; attempt += 1) {
      await pause(`attempt ${attempt} of ${JSON.stringify(call)}`);
      const store = replicas.of(attempt % 2 === 0 ? call.replica : call.replica === 0 ? 1 : 0);
      const outcome = await store.reserve(request, initial).catch((error: unknown) => error);
      if (!(outcome instanceof Error)) {
        const { reservation } = outcome as Awaited<ReturnType<StockStore['reserve']>>;
        observed.committed.push({ key, reservation });
        if (attempt >= call.lostResponses || key === undefined) return;
      } else {
        const code = outcome instanceof AppError ? outcome.code : undefined;
        if (code === 'out-of-stock' || code === 'idempotency-key-reused') return;
        if ((code !== UNKNOWN && code !== 'reservation-in-progress') || attempt === MAX_ATTEMPTS) throw outcome;
        if (code === UNKNOWN && key === undefined) return void observed.unknown.push(call);
        await sleep(RETRY_MS);
      }
    }
  }

  await Promise.all(
    clients.map(async (steps) => {
      for (const step of steps) await (step === 'kill' ? pause('kill').then(() => replicas.kill()) : makeCall(step));
    }),
  );
  return observed;
}
