import type { FastifyReply, FastifyRequest } from 'fastify';

import { AppError } from '#errors';
import { RequestContext, type Instance } from '#telemetry';

import type { RequestScope } from '../request-scope.ts';
import { hopsJson, type HopsJson } from './hops.json.ts';
import { serverTiming } from './hops.server-timing.ts';

/** The hops of an HTTP request in its response, of an error as well: Server-Timing, and what `?view=hops` adds. */
export class HopsResponse {
  readonly #isRequested: boolean;

  /** @throws AppError invalid-view */
  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
    private readonly scope: RequestScope,
    private readonly gateway: Instance,
  ) {
    const { view } = request.query as { view?: string | string[] };
    if (view !== undefined && view !== 'hops')
      throw new AppError('invalid-view', 'view can be hops, and nothing else.');
    this.#isRequested = view === 'hops';
  }

  /** The hops as they are now. */
  get json(): HopsJson {
    return hopsJson(this.gateway, RequestContext.of(this.request), this.scope.hops);
  }

  /** The same if the request asks for it. */
  get requested(): HopsJson | undefined {
    return this.#isRequested ? this.json : undefined;
  }

  /** Waits for the calls to backends. Then the response has their durations, and an error their hops if those are requested. */
  during<T>(calls: Promise<T>): Promise<T> {
    return calls
      .catch((error: unknown) => {
        throw this.#isRequested && error instanceof AppError ? error.extendedBy(this.json) : error;
      })
      .finally(() => {
        void this.reply.header('server-timing', serverTiming(this.gateway, this.reply.elapsedTime, this.scope.hops));
      });
  }
}
