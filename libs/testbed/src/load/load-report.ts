import type { InstanceShare } from './instance-shares.ts';

/** How a run went; what `--json` prints. */
export interface LoadReport {
  readonly url: string;
  /** Requests sent; of an interrupted run, those that had ended. */
  readonly requests: number;
  /** Requests without an answer, or with one that is not 2xx. */
  readonly failed: number;
  readonly interrupted: boolean;
  /** From the start to the last answer. */
  readonly seconds: number;
  /** Answers a second. */
  readonly rate: number;
  /** Of all responses, whatever their status, under a rate from when each request was due; null if there were none. */
  readonly latencyMs: Readonly<Record<'p50' | 'p90' | 'p99' | 'p99.9' | 'max', number>> | null;
  /** How many answers had each HTTP status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly noAnswer: number;
  /** What happened to connections: error codes, and how often each. */
  readonly connectionErrors: Readonly<Record<string, number>>;
  /** Answers that lacked a part. */
  readonly degraded: number;
  readonly instances: readonly InstanceShare[];
}
