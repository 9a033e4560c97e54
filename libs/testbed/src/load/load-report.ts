import type { InstanceShare } from './instance-shares.ts';

/** How a run went; what `--json` prints. */
export interface LoadReport {
  readonly url: string;
  /** Requests sent; of an interrupted run, those that had ended. */
  readonly requests: number;
  /** Requests without a response, or with one that is not 2xx. */
  readonly failed: number;
  readonly interrupted: boolean;
  /** From the start to the last response. */
  readonly seconds: number;
  /** Responses a second. */
  readonly rate: number;
  /**
   * Of all responses, whatever their status; null if there were none. Under a rate from when each request was due, which
   * corrects for coordinated omission.
   */
  readonly latencyMs: Readonly<Record<'p50' | 'p90' | 'p99' | 'p99.9' | 'max', number>> | null;
  /** Requests under a rate that were sent after they were due, since all connections waited for responses. */
  readonly late: number;
  /** How many responses had each HTTP status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests without a response. */
  readonly noResponse: number;
  /** Error codes of connections, and how often each occurred. */
  readonly connectionErrors: Readonly<Record<string, number>>;
  /** Responses that lacked a part. */
  readonly degraded: number;
  /**
   * In seconds after the start: when the first request was sent that failed or whose response lacked a part, and when the last of
   * these ended; null if each request got a whole product.
   */
  readonly incomplete: { readonly from: number; readonly to: number } | null;
  readonly instances: readonly InstanceShare[];
}
