import { setMaxListeners } from 'node:events';
import { createHistogram, type Histogram } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';

import { readAnswer } from './product-response.ts';
import type { LoadPlan } from '../../../../tools/load/arguments.ts';
import { InstanceShares } from './instance-shares.ts';
import type { LoadReport } from './load-report.ts';
import { startProgressBar } from '../../../../tools/load/progress-bar.ts';

/** Time limits for a connection, for the headers of a response and for each part of its body. */
const TIMEOUT_MS = 10_000;
const NOTHING_LISTENS = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
/** Names in the report for undici's codes; any other error stands there by its own code. */
const CONNECTION_ERRORS: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: 'connection ended',
  UND_ERR_CONNECT_TIMEOUT: 'connect timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
};

/**
 * Sends what the plan says, with a progress bar if stderr is a terminal, until that is done or the signal aborts.
 *
 * Under a rate request i is due i / rate seconds after the start, whatever has been responded by then. One that is late,
 * since all connections wait for responses, has its latency measured from when it was due: otherwise a server that stalls
 * would hide its stall by holding requests back (coordinated omission).
 *
 * @throws Error if nothing listens at the URL from the start
 */
export async function runLoad(plan: LoadPlan, interrupt: AbortSignal): Promise<LoadReport> {
  const { url, count, rate, headers } = plan;
  const statuses: Record<string, number> = {};
  const connectionErrors: Record<string, number> = {};
  const shares = new InstanceShares();
  const microseconds = createHistogram();
  const nobodyThere = new AbortController();
  const signal = AbortSignal.any([interrupt, nobodyThere.signal]);
  // Each request in flight listens to it.
  setMaxListeners(0, signal);
  const connections = Math.min(plan.concurrency, count);
  await using ending = new AsyncDisposableStack();
  const pool = new Pool(url.origin, {
    connections,
    pipelining: 1,
    connect: { timeout: TIMEOUT_MS },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });
  ending.defer(() => pool.destroy());
  const request = { method: 'GET', path: url.pathname + url.search, headers, signal } as const;
  let next = 0;
  let degraded = 0;
  let noAnswer = 0;
  const startedAt = performance.now();
  let endedAt = startedAt;
  using progress = startProgressBar(count);

  /** One connection's requests, one after the other. */
  async function sendInTurn(): Promise<void> {
    while (next < count && !signal.aborted) {
      const index = next++;
      const sentAt = rate === undefined ? performance.now() : await untilDue(startedAt + (index * 1000) / rate);
      if (sentAt !== undefined) await send(sentAt);
    }
  }

  /** When a request counts as sent; undefined if the run ends before. */
  async function untilDue(due: number): Promise<number | undefined> {
    let now = performance.now();
    if (now >= due) return due;
    try {
      // A timer fires on whole milliseconds, and may do so before the fraction is over.
      for (; now < due; now = performance.now()) await setTimeout(Math.ceil(due - now), undefined, { signal });
    } catch {
      return undefined;
    }
    // How late a timer fires is this program's doing, not the server's.
    return now;
  }

  async function send(sentAt: number): Promise<void> {
    try {
      const { statusCode, body } = await pool.request(request);
      const text = await body.text();
      endedAt = performance.now();
      microseconds.record(Math.max(1, Math.round((endedAt - sentAt) * 1000)));
      onResponse(statusCode, text);
    } catch (error) {
      if (!signal.aborted) onError(error as NodeJS.ErrnoException);
    }
    progress.show(microseconds.count + noAnswer);
  }

  function onResponse(status: number, body: string): void {
    statuses[status] = (statuses[status] ?? 0) + 1;
    const answer = readAnswer(body);
    if (answer.degraded) degraded += 1;
    for (const hop of answer.hops) shares.add(hop);
  }

  function onError({ code, message }: NodeJS.ErrnoException): void {
    const reason = CONNECTION_ERRORS[code ?? ''] ?? code ?? message;
    noAnswer += 1;
    connectionErrors[reason] = (connectionErrors[reason] ?? 0) + 1;
    if (microseconds.count === 0 && NOTHING_LISTENS.has(reason)) nobodyThere.abort(reason);
  }

  await Promise.all(Array.from({ length: connections }, sendInTurn));

  if (nobodyThere.signal.aborted) throw new Error(`Nothing listens at ${url.origin} (${nobodyThere.signal.reason}).`);

  const answered = microseconds.count;
  const requests = answered + noAnswer;
  const good = Object.entries(statuses).filter(([status]) => status.startsWith('2'));
  const seconds = (endedAt - startedAt) / 1000;
  return {
    url: url.href,
    requests,
    failed: requests - sum(good.map(([, times]) => times)),
    interrupted: interrupt.aborted,
    seconds,
    rate: answered === 0 ? 0 : answered / seconds,
    latencyMs: answered === 0 ? null : latencies(microseconds),
    statuses,
    noAnswer,
    connectionErrors,
    degraded,
    instances: shares.all(),
  };
}

function latencies(microseconds: Histogram): LoadReport['latencyMs'] {
  const at = (percent: number) => microseconds.percentile(percent) / 1000;
  return { p50: at(50), p90: at(90), p99: at(99), 'p99.9': at(99.9), max: microseconds.max / 1000 };
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
