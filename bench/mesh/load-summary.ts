import type { ClientPod } from '../../libs/testbed/src/cluster/client-pod.ts';
import type { WarmLoad, WarmLoadReport } from './warm-load.ts';

/** Requests in flight at most: fewer than the gateway admits (MAX_REQUESTS_IN_FLIGHT), and more than 50 ms of any rate need. */
const CONCURRENCY = 256;
const WARM_UP_SECONDS = 3;

/** How a load at a rate went, in the file of results. */
export interface LoadSummary {
  readonly requestsPerSecond: number;
  /** Requests that count, without those of the warm-up. */
  readonly requests: number;
  /** Requests of the warm-up, which take CPU time as well. */
  readonly warmUpRequests: number;
  /** Requests without a response, or with one that is not 2xx, those of the warm-up included. */
  readonly failed: number;
  /** Responses without a part. */
  readonly degraded: number;
  /** Requests that were sent late, since all connections were busy. */
  readonly late: number;
  /** From when each request was due; null if there was no response. */
  readonly latencyMs: Readonly<Record<'p50' | 'p90' | 'p99' | 'p99.9' | 'max', number>> | null;
}

/** Sends requests from the client's pod at a rate. */
export async function loadAtRate(
  client: ClientPod,
  load: Pick<WarmLoad, 'url' | 'requestsPerSecond' | 'seconds'>,
): Promise<LoadSummary> {
  const options: WarmLoad = { ...load, warmUpSeconds: WARM_UP_SECONDS, concurrency: CONCURRENCY };
  return summaryOf(
    load.requestsPerSecond,
    await client.run<WarmLoadReport>('bench/mesh/warm-load.ts', JSON.stringify(options)),
  );
}

export function summaryOf(requestsPerSecond: number, { warmUp, measured }: WarmLoadReport): LoadSummary {
  const { requests, late, latencyMs } = measured;
  return {
    requestsPerSecond,
    requests,
    warmUpRequests: warmUp.requests,
    failed: warmUp.failed + measured.failed,
    degraded: warmUp.degraded + measured.degraded,
    late,
    latencyMs,
  };
}
