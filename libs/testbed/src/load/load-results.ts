import { createHistogram, type Histogram } from 'node:perf_hooks';

import { InstanceShares } from './instance-shares.ts';
import type { LoadReport } from './load-report.ts';
import { parseProductResponse } from './product-response.ts';

/** The results of a run so far. */
export class LoadResults {
  readonly #statuses: Record<string, number> = {};
  readonly #connectionErrors: Record<string, number> = {};
  readonly #shares = new InstanceShares();
  readonly #microseconds = createHistogram();
  #degraded = 0;
  /** When the first request was sent that did not get a whole product, and when the last of these ended. */
  #incomplete: { readonly from: number; readonly to: number } | undefined;
  #noResponse = 0;
  #late = 0;
  #endedAt = performance.now();

  get responses(): number {
    return this.#microseconds.count;
  }

  get ended(): number {
    return this.responses + this.#noResponse;
  }

  addResponse(status: number, body: string, sentAt: number): void {
    this.#endedAt = performance.now();
    this.#microseconds.record(Math.max(1, Math.round((this.#endedAt - sentAt) * 1000)));
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
    const { degraded, hops } = parseProductResponse(body);
    if (degraded) this.#degraded += 1;
    if (degraded || !isGood(status)) this.#addIncomplete(sentAt);
    for (const hop of hops) this.#shares.add(hop);
  }

  addError(reason: string, sentAt: number): void {
    this.#noResponse += 1;
    this.#addIncomplete(sentAt);
    this.#connectionErrors[reason] = (this.#connectionErrors[reason] ?? 0) + 1;
  }

  addLate(): void {
    this.#late += 1;
  }

  report(url: string, startedAt: number, interrupted: boolean): LoadReport {
    const { responses, ended: requests } = this;
    const good = Object.entries(this.#statuses).filter(([status]) => isGood(Number(status)));
    const incomplete = this.#incomplete;
    const secondsAt = (time: number) => (time - startedAt) / 1000;
    const seconds = responses === 0 ? 0 : (this.#endedAt - startedAt) / 1000;
    return {
      url,
      requests,
      failed: requests - good.reduce((sum, [, times]) => sum + times, 0),
      interrupted,
      seconds,
      rate: responses === 0 ? 0 : responses / seconds,
      latencyMs: responses === 0 ? null : latencies(this.#microseconds),
      late: this.#late,
      statuses: this.#statuses,
      noResponse: this.#noResponse,
      connectionErrors: this.#connectionErrors,
      degraded: this.#degraded,
      incomplete: incomplete ? { from: secondsAt(incomplete.from), to: secondsAt(incomplete.to) } : null,
      instances: this.#shares.all(),
    };
  }

  #addIncomplete(sentAt: number): void {
    this.#incomplete = { from: Math.min(this.#incomplete?.from ?? sentAt, sentAt), to: performance.now() };
  }
}

const isGood = (status: number): boolean => status >= 200 && status < 300;

function latencies(microseconds: Histogram): LoadReport['latencyMs'] {
  const at = (percent: number) => microseconds.percentile(percent) / 1000;
  return { p50: at(50), p90: at(90), p99: at(99), 'p99.9': at(99.9), max: microseconds.max / 1000 };
}
