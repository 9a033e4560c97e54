import type { HeaderLookup } from '../request-context.ts';

/** So many calls are remembered at least, and twice as many at most: retries follow within moments. */
const CALLS = 2048;
const CALL_ID = /^[\w.:-]{1,64}$/;
const ATTEMPTS = /^[1-9]\d{0,3}$/;

/** Tells which attempt of a call an RPC is. */
export class AttemptCounter {
  #seen = new Map<string, number>();
  /** What was #seen before it was full. To forget all of it at once costs less than to look for the oldest call. */
  #seenEarlier = this.#seen;

  /**
   * The larger of what Envoy says and how often this instance has seen the call's x-call-id, from 1. A retry that lands
   * on another replica is not seen by the count.
   */
  count(header: HeaderLookup): number {
    return Math.max(envoyAttempt(header), this.#seenBefore(header('x-call-id')) + 1);
  }

  #seenBefore(callId: string | undefined): number {
    if (callId === undefined || !CALL_ID.test(callId)) return 0;
    const seen = this.#seen.get(callId) ?? this.#seenEarlier.get(callId) ?? 0;
    if (this.#seen.size === CALLS) {
      this.#seenEarlier = this.#seen;
      this.#seen = new Map();
    }
    this.#seen.set(callId, seen + 1);
    return seen;
  }
}

/** The attempt that Envoy counts, or 1 without it. */
export function envoyAttempt(header: HeaderLookup): number {
  const attempt = header('x-envoy-attempt-count') ?? '';
  return ATTEMPTS.test(attempt) ? Number(attempt) : 1;
}
