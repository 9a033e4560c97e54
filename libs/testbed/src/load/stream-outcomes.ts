import { InstanceShares } from './instance-shares.ts';
import type { Hop } from './product-response.ts';
import type { StreamReport } from './stream-report.ts';
import type { StreamViewer, ViewerListener } from './stream-viewer.ts';

/** What became of the streams of a run. */
export class StreamOutcomes implements ViewerListener {
  readonly #shares = new InstanceShares();
  readonly #refused: Record<string, number> = {};
  readonly #connectionErrors: Record<string, number> = {};
  #reopened = 0;

  onHop(hop: Hop, opened: number): void {
    this.#shares.add(hop);
    if (opened > 1) this.#reopened += 1;
  }

  onRefused(status: number): void {
    this.#refused[status] = (this.#refused[status] ?? 0) + 1;
  }

  onConnectionError(code: string): void {
    this.#connectionErrors[code] = (this.#connectionErrors[code] ?? 0) + 1;
  }

  /** @param behind the changes that viewers lack and other viewers have */
  report(viewers: readonly StreamViewer[], seconds: number, behind: number): StreamReport {
    const sum = (count: (viewer: StreamViewer) => number) => viewers.reduce((total, each) => total + count(each), 0);
    return {
      streams: viewers.length,
      seconds,
      events: sum(({ events }) => events),
      changes: sum(({ sequence }) => sequence.changes),
      lost: sum(({ sequence }) => sequence.lost) + behind,
      repeated: sum(({ sequence }) => sequence.repeated),
      reordered: sum(({ sequence }) => sequence.reordered),
      restarts: sum(({ sequence }) => sequence.restarts),
      reconnects: sum(({ reconnects }) => reconnects),
      reopened: this.#reopened,
      longestGapMs: Math.max(...viewers.map(({ longestGapMs }) => longestGapMs)),
      refused: this.#refused,
      connectionErrors: this.#connectionErrors,
      instances: this.#shares.all(),
    };
  }
}
