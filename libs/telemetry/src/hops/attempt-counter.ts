import { LRUCache } from 'lru-cache';

import type { HeaderLookup } from '../header-lookup.ts';

/** The calls that are remembered, since their retries follow within moments. */
const MAX_CALLS = 2048;
const CALL_ID = /^[\w.:-]{1,64}$/;
const ATTEMPTS = /^[1-9]\d{0,3}$/;

/** Counts the attempts of each call that arrive at this instance. */
export class AttemptCounter {
  readonly #arrivals = new LRUCache<string, number>({ max: MAX_CALLS });

  /**
   * The number of an attempt, from 1: the larger of Envoy's count and the number of RPCs with the same x-call-id that have
   * arrived here. A retry that arrives at another replica is not in that number.
   */
  count(header: HeaderLookup): number {
    return Math.max(envoyAttempt(header), this.#countArrival(header('x-call-id')));
  }

  #countArrival(callId: string | undefined): number {
    if (callId === undefined || !CALL_ID.test(callId)) return 1;
    const arrivals = (this.#arrivals.get(callId) ?? 0) + 1;
    this.#arrivals.set(callId, arrivals);
    return arrivals;
  }
}

/** The attempt that Envoy counts, or 1 without it. */
export function envoyAttempt(header: HeaderLookup): number {
  const attempt = header('x-envoy-attempt-count') ?? '';
  return ATTEMPTS.test(attempt) ? Number(attempt) : 1;
}
