import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import * as v from 'valibot';

import { connectionError, type LoadTarget } from './load-agent.ts';
import type { OptionStock } from './reservation-stock.ts';

/** A reservation whose outcome is uncertain is sent again with its key, for some 20 seconds. */
const MAX_REPETITIONS = 100;
const REPEAT_AFTER_MS = 200;
const IN_PROGRESS = 'urn:product-gateway:error:reservation-in-progress';

const ReservationResponse = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ replayed: v.optional(v.boolean(), false), type: v.optional(v.string()) }),
);

/** Whether a response is that of the reservation, so that the request need not be repeated. */
type Outcome = 'reserved' | 'refused' | 'uncertain';

/** Sends reservations of one piece, each with an idempotency key of its own, and counts their outcomes. */
export class ReservationRequests {
  readonly statuses: Record<string, number> = {};
  readonly connectionErrors: Record<string, number> = {};
  readonly counts = { repeated: 0, replayed: 0, acknowledged: 0, uncertain: 0 };
  readonly #target: LoadTarget;
  readonly #interrupt: AbortSignal;

  /** @param interrupt cancels what is in flight */
  constructor(target: LoadTarget, interrupt: AbortSignal) {
    this.#target = target;
    this.#interrupt = interrupt;
  }

  /** Reserves one piece, and repeats the request with its key while its outcome is uncertain. */
  async reserve(option: OptionStock): Promise<void> {
    const { counts } = this;
    const interrupt = this.#interrupt;
    const key = randomUUID();
    let outcome = await this.#send(option, key);
    for (let times = 0; outcome === 'uncertain' && times < MAX_REPETITIONS; times++) {
      await sleep(REPEAT_AFTER_MS, undefined, { signal: interrupt }).catch(() => undefined);
      if (interrupt.aborted) break;
      counts.repeated += 1;
      outcome = await this.#send(option, key);
    }
    if (outcome === 'uncertain') counts.uncertain += 1;
    if (outcome === 'reserved') counts.acknowledged += 1;
  }

  async #send({ productId, optionId }: OptionStock, key: string): Promise<Outcome> {
    const { statuses, connectionErrors, counts } = this;
    const { agent, origin, headers } = this.#target;
    const interrupt = this.#interrupt;
    try {
      const { statusCode, body } = await agent.request({
        origin,
        path: `/product/${productId}/reservations`,
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': `"${key}"` },
        body: JSON.stringify({ optionId, quantity: 1 }),
        signal: interrupt,
      });
      const { success, output } = v.safeParse(ReservationResponse, await body.text());
      statuses[statusCode] = (statuses[statusCode] ?? 0) + 1;
      if (success && output.replayed) counts.replayed += 1;
      if (statusCode === 201) return 'reserved';
      const isInProgress = success && output.type === IN_PROGRESS;
      return statusCode >= 500 || statusCode === 429 || isInProgress ? 'uncertain' : 'refused';
    } catch (error) {
      if (interrupt.aborted) return 'uncertain';
      const reason = connectionError(error);
      connectionErrors[reason] = (connectionErrors[reason] ?? 0) + 1;
      return 'uncertain';
    }
  }
}
