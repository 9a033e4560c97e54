import { randomUUID } from 'node:crypto';

import type { HeaderLookup } from './header-lookup.ts';
import { readRemoteTrace } from './traces/trace-context.ts';
import type { ServerSpan } from './traces/tracing.ts';

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** The property of a request that has its context. The garbage collector has to trace every entry of a WeakMap. */
const CONTEXT = Symbol('request context');
type WithContext = { [CONTEXT]?: RequestContext };

/** The headers, id and span of a request, HTTP or RPC. */
export class RequestContext {
  /** The client's x-request-id, or one of our own. */
  readonly requestId: string;
  /** Whether requestId was made here, so that no other request has it. */
  readonly madeRequestId: boolean;

  /**
   * @param span of the request, if spans are made
   * @param sentId the id that the client sent, if it is not x-request-id as it stands
   */
  constructor(
    readonly header: HeaderLookup,
    readonly span?: ServerSpan,
    sentId = header('x-request-id') ?? '',
  ) {
    this.madeRequestId = !REQUEST_ID.test(sentId);
    this.requestId = this.madeRequestId ? randomUUID() : sentId;
  }

  /** The trace of the request, by its span or by the headers of its client. */
  get traceId(): string | undefined {
    return this.span ? this.span.traceId : readRemoteTrace(this.header)?.traceId;
  }

  /** Attaches the context to a Fastify request or a gRPC call. */
  attachTo(request: object): void {
    (request as WithContext)[CONTEXT] = this;
  }

  /** The context of a request; undefined if the request failed before it got one. */
  static find(request: object): RequestContext | undefined {
    return (request as WithContext)[CONTEXT];
  }

  /** The context of a request that is being handled. */
  static of(request: object): RequestContext {
    const context = RequestContext.find(request);
    if (!context) throw new Error('this request has no context');
    return context;
  }
}
