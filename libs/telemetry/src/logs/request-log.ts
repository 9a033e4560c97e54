import type { Instance } from '../instance.ts';
import type { LogStream } from './log-stream.ts';
import type { RequestContext } from '../request-context.ts';

/**
 * Writes a log line for each request, into the stream of the logger and in its format. It does not call the logger, which
 * serializes a line key by key (docs/adr/0006).
 */
export class RequestLog {
  /** The fields that are the same in every line. */
  readonly #start: string;

  /** @param stream absent if LOG_LEVEL leaves these lines out */
  constructor(
    { service, version, instance }: Instance,
    private readonly stream: LogStream | undefined,
  ) {
    const same = { level: 'info', pid: process.pid, service, version, instance };
    this.#start = JSON.stringify(same).slice(0, -1);
  }

  /**
   * @param msg what kind of request it was
   * @param fields further fields; undefined ones are left out
   */
  write(msg: 'request' | 'rpc', context: RequestContext, durationMs: number, fields: object): void {
    if (!this.stream) return;
    const { requestId, traceId, span } = context;
    const milliseconds = Math.round(durationMs * 1000) / 1000;
    let line = `${this.#start},"time":"${isoTime(Date.now())}","request_id":${JSON.stringify(requestId)}`;
    if (traceId !== undefined) line += `,"trace_id":"${traceId}"`;
    if (span) line += `,"span_id":"${span.spanId}"`;
    this.stream.write(`${line},"duration_ms":${milliseconds},"msg":"${msg}",${JSON.stringify(fields).slice(1)}\n`);
  }
}

let second = 0;
let upToSecond = '';

/** The result of Date's toISOString, whose part up to the second is kept while the second is the same. */
function isoTime(now: number): string {
  const milliseconds = now % 1000;
  if (now - milliseconds !== second) {
    second = now - milliseconds;
    upToSecond = new Date(second).toISOString().slice(0, -'000Z'.length);
  }
  return `${upToSecond}${String(milliseconds).padStart(3, '0')}Z`;
}
