import type { RequestContext } from '../request-context.ts';

/** What the log line of every request has, HTTP or RPC. */
export function logFields({ requestId, traceId, span }: RequestContext, startedAt: number): object {
  return {
    request_id: requestId,
    trace_id: traceId,
    span_id: span?.spanId,
    duration_ms: Number((performance.now() - startedAt).toFixed(3)),
  };
}
