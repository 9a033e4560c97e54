import { createHistogram, type Histogram } from 'node:perf_hooks';
import autocannon from 'autocannon';

import { readAnswer } from './answer.ts';
import type { LoadPlan } from './arguments.ts';
import { mindConnectionEnds } from './connection-ends.ts';
import { InstanceShares } from './instance-shares.ts';
import type { LoadReport } from './load-report.ts';

/** How soon autocannon notices that it is done, or told to stop. */
const NOTICE_MS = 100;
const NOBODY_THERE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * Sends what the plan says, with a progress bar if stderr is a terminal, until that is done or the signal aborts.
 * Throws if nothing listens at the URL from the start.
 */
export async function runLoad(plan: LoadPlan, interrupt: AbortSignal): Promise<LoadReport> {
  const { url, count, rate, headers } = plan;
  const statuses: Record<string, number> = {};
  const connectionErrors: Record<string, number> = {};
  const shares = new InstanceShares();
  const microseconds = createHistogram();
  let degraded = 0;
  let nobodyThere: string | undefined;
  const startedAt = performance.now();
  let endedAt = startedAt;

  await new Promise<void>((resolve, reject) => {
    const run = autocannon(
      {
        url: url.href,
        amount: count,
        // autocannon refuses more connections than requests.
        connections: Math.min(plan.concurrency, count),
        ...(rate && { overallRate: rate }),
        headers: { ...headers },
        setupClient: mindConnectionEnds,
        requests: [{ onResponse }],
        sampleInt: NOTICE_MS,
      },
      (error) => (error ? reject(error) : resolve()),
    );
    // Its own percentiles are whole milliseconds, and under a rate count requests that were never sent.
    run.on('response', (_client, _status, _bytes, milliseconds) => {
      endedAt = performance.now();
      microseconds.record(Math.max(1, Math.round(milliseconds * 1000)));
    });
    run.on('reqError', ({ code, message }: NodeJS.ErrnoException) => {
      const reason = code ?? message;
      connectionErrors[reason] = (connectionErrors[reason] ?? 0) + 1;
      if (microseconds.count > 0 || !NOBODY_THERE.has(reason)) return;
      nobodyThere = reason;
      run.stop();
    });
    interrupt.addEventListener('abort', () => run.stop());
    if (process.stderr.isTTY) autocannon.track(run, { renderResultsTable: false });
  });

  function onResponse(status: number, body: string): void {
    statuses[status] = (statuses[status] ?? 0) + 1;
    const answer = readAnswer(body);
    if (answer.degraded) degraded += 1;
    for (const hop of answer.hops) shares.add(hop);
  }

  if (nobodyThere) throw new Error(`Nothing listens at ${url.origin} (${nobodyThere}).`);

  const answered = microseconds.count;
  const failures = sum(Object.values(connectionErrors));
  const requests = interrupt.aborted ? answered + failures : count;
  const noAnswer = requests - answered;
  // A connection that ends amid a request is no error to autocannon: only the count tells.
  if (noAnswer > failures) connectionErrors['connection ended'] = noAnswer - failures;
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
