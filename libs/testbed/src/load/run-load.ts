import { setMaxListeners } from 'node:events';

import { connectionError, createLoadAgent } from './load-agent.ts';
import type { LoadReport } from './load-report.ts';
import { LoadResults } from './load-results.ts';
import { untilDue } from './until-due.ts';

/** Connections of a load unless given. */
export const DEFAULT_CONCURRENCY = 8;
const NOTHING_LISTENS = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** What one run sends. */
export interface LoadOptions {
  /** A function is called before each request, so that the load can move from one server to another. */
  readonly url: URL | (() => URL);
  /** Requests at most. */
  readonly count: number;
  /** Requests a second over all connections, evenly; undefined is as fast as responses come. */
  readonly rate?: number | undefined;
  /** Connections at most; 8 unless given. */
  readonly concurrency?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the run without another request. Those in flight are waited for. */
  readonly stop?: AbortSignal;
  /** Is called after each request with the number of requests that have ended. */
  readonly onProgress?: (ended: number) => void;
}

/**
 * Sends a bounded load until that is done or a signal aborts.
 *
 * Under a rate request i is due i / rate seconds after the start, however many responses have come by then. One that is late,
 * since all connections wait for responses, has its latency measured from when it was due: otherwise a server that stalls
 * would hide its stall by holding requests back (coordinated omission).
 *
 * @param interrupt cancels the requests in flight; the report has those that ended before
 * @throws Error if nothing listens at the URL from the start
 */
export async function runLoad(options: LoadOptions, interrupt: AbortSignal): Promise<LoadReport> {
  const { count, rate, concurrency = DEFAULT_CONCURRENCY, headers = {}, stop, onProgress = () => undefined } = options;
  const nextUrl = typeof options.url === 'function' ? options.url : () => options.url as URL;
  const results = new LoadResults();
  const nobodyThere = new AbortController();
  const signal = AbortSignal.any([interrupt, nobodyThere.signal]);
  const pauses = AbortSignal.any(stop ? [signal, stop] : [signal]);
  // Each request in flight listens to it.
  setMaxListeners(0, signal, pauses);
  const connections = Math.min(concurrency, count);
  await using ending = new AsyncDisposableStack();
  const agent = createLoadAgent(connections);
  ending.defer(() => agent.destroy());
  const { href, origin } = nextUrl();
  let next = 0;
  const startedAt = performance.now();

  /** One connection's requests, one after the other. */
  async function sendSequentially(): Promise<void> {
    let freeAt = startedAt;
    while (next < count && !pauses.aborted) {
      const index = next++;
      const due = rate === undefined ? performance.now() : startedAt + (index * 1000) / rate;
      if (freeAt > due) results.addLate();
      const sentAt = await untilDue(due, pauses);
      if (sentAt !== undefined) await send(nextUrl(), sentAt);
      freeAt = performance.now();
    }
  }

  async function send(url: URL, sentAt: number): Promise<void> {
    const path = url.pathname + url.search;
    try {
      const { statusCode, body } = await agent.request({ origin: url.origin, path, method: 'GET', headers, signal });
      results.addResponse(statusCode, await body.text(), sentAt);
    } catch (error) {
      if (signal.aborted) return;
      const reason = connectionError(error);
      results.addError(reason, sentAt);
      if (results.responses === 0 && NOTHING_LISTENS.has(reason)) nobodyThere.abort(reason);
    }
    onProgress(results.ended);
  }

  await Promise.all(Array.from({ length: connections }, sendSequentially));

  if (nobodyThere.signal.aborted) throw new Error(`Nothing listens at ${origin} (${nobodyThere.signal.reason}).`);
  return results.report(href, startedAt, interrupt.aborted);
}

/** A load that runs until it is stopped, at the latest at the end of the `await using` block. */
export interface RunningLoad extends AsyncDisposable {
  /** Sends no further request, and resolves once those in flight have ended. */
  stop(): Promise<LoadReport>;
}

/** Starts a load in the background. */
export function startLoad(options: Omit<LoadOptions, 'count' | 'stop'>): RunningLoad {
  const stopped = new AbortController();
  const cancelled = new AbortController();
  const running = runLoad({ ...options, count: Number.MAX_SAFE_INTEGER, stop: stopped.signal }, cancelled.signal);
  // A failure is reported to whoever stops the load.
  running.catch(() => undefined);
  return {
    stop: () => {
      stopped.abort();
      return running;
    },
    [Symbol.asyncDispose]: async () => {
      cancelled.abort();
      await running.catch(() => undefined);
    },
  };
}
