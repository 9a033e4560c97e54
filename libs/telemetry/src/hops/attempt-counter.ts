import { LRUCache } from 'lru-cache';

import type { HeaderLookup } from '../header-lookup.ts';

/** The calls of a method that are remembered, since their retries follow within moments. */
const MAX_CALLS = 2048;
const CALL_ID = /^[\w.:-]{1,64}$/;
const ATTEMPTS = /^[1-9]\d{0,3}$/;

/** Counts the attempts of each call that arrive at this instance. */
export class AttemptCounter {
  /** By method, the number of RPCs by call id. */
  readonly #arrivals = new Map<string, LRUCache<string, number>>();

  /**
   * The number of an attempt, from 1: the larger of Envoy's count and the number of RPCs with the same call id and method that
   * have arrived here. A retry that arrives at another replica is not in that number.
   *
   * @param method one that this server has, since each has a cache of its own
   * @param callId of readCallIdentity
   */
  count(header: HeaderLookup, method: string, callId: string | undefined): number {
    return Math.max(envoyAttempt(header), this.#countArrival(method, callId));
  }

  #countArrival(method: string, callId: string | undefined): number {
    if (callId === undefined || !CALL_ID.test(callId)) return 1;
    let calls = this.#arrivals.get(method);
    if (!calls) this.#arrivals.set(method, (calls = new LRUCache({ max: MAX_CALLS })));
    const arrivals = (calls.get(callId) ?? 0) + 1;
    calls.set(callId, arrivals);
    return arrivals;
  }
}

/** The attempt that Envoy counts, or 1 without it. */
export function envoyAttempt(header: HeaderLookup): number {
  const attempt = header('x-envoy-attempt-count') ?? '';
  return ATTEMPTS.test(attempt) ? Number(attempt) : 1;
}
