import type { DestinationStream } from 'pino';

import type { Instance } from '../instance.ts';
import type { RequestContext } from '../request-context.ts';

/**
 * Writes a log line for each request, into the stream of the logger and in its form. Not by the logger itself, which
 * goes through a line key by key: with one line for each RPC that is what the log costs (docs/adr/0006).
 */
export class RequestLog {
  /** How every line begins. */
  readonly #start: string;

  /** @param stream absent if LOG_LEVEL leaves these lines out */
  constructor(
    { service, version, instance }: Instance,
    private readonly stream: DestinationStream | undefined,
  ) {
    const same = { level: 'info', pid: process.pid, service, version, instance };
    this.#start = JSON.stringify(same).slice(0, -1);
  }

  /**
   * @param msg what kind of request it was
   * @param startedAt by performance.now()
   * @param fields what else is known of it; what is undefined is left out
   */
  write(msg: 'request' | 'rpc', { requestId, traceId, span }: RequestContext, startedAt: number, fields: object): void {
    if (!this.stream) return;
    const line = JSON.stringify({
      time: new Date().toISOString(),
      request_id: requestId,
      trace_id: traceId,
      span_id: span?.spanId,
      duration_ms: Math.round((performance.now() - startedAt) * 1000) / 1000,
      ...fields,
      msg,
    });
    this.stream.write(`${this.#start},${line.slice(1)}\n`);
  }
}
