import type { ServerUnaryCall } from '@grpc/grpc-js';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { RequestContext } from '#telemetry';

import type { Hop } from './backends/hop.ts';
import { forwardedHeaders, NOTHING_FORWARDED, type ForwardedHeaders } from './forwarded-headers.ts';
import type { GatewayConfig } from './gateway.config.ts';

/** A call to a backend, as the scope of its request uses it. */
interface ScopedCall extends Hop {
  cancel(): void;
}

/** The RPCs that serve one request, with the deadline, the forwarded headers and the cancellation that they share. */
export class RequestScope {
  readonly #calls: ScopedCall[] = [];
  #cancelled = false;

  /**
   * @param deadline when the request's budget is used up, in milliseconds since the epoch
   * @param forwarded the headers of the request that every RPC carries
   * @param keepsHops whether HOPS is on
   */
  constructor(
    readonly deadline: number,
    readonly forwarded: ForwardedHeaders = NOTHING_FORWARDED,
    readonly context?: RequestContext,
    private readonly keepsHops = true,
  ) {}

  /**
   * The scope of an HTTP request, which its client cancels by closing the connection.
   *
   * @throws AppError invalid-fault-rule
   */
  static ofHttp(request: FastifyRequest, reply: FastifyReply, config: GatewayConfig): RequestScope {
    const scope = RequestScope.#of(request, Infinity, config);
    reply.raw.on('close', () => {
      // After a complete response no call is in flight, and cancelling ended calls takes time.
      if (!reply.raw.writableFinished) scope.cancel();
    });
    return scope;
  }

  /**
   * The scope of an RPC, whose client may have set an earlier deadline than REQUEST_TIMEOUT.
   *
   * @throws AppError invalid-fault-rule
   */
  static ofRpc(call: ServerUnaryCall<unknown, unknown>, config: GatewayConfig): RequestScope {
    const scope = RequestScope.#of(call, Number(call.getDeadline()), config);
    call.on('cancelled', () => scope.cancel());
    return scope;
  }

  /** The scope of a product that the gateway composes for itself, with a request id of its own and no header of a client. */
  static ofSample(config: GatewayConfig): RequestScope {
    const sample = {};
    new RequestContext(() => undefined).attachTo(sample);
    return RequestScope.#of(sample, Infinity, config);
  }

  static #of(request: object, deadline: number, config: GatewayConfig): RequestScope {
    const context = RequestContext.of(request);
    return new RequestScope(
      Math.min(Date.now() + config.REQUEST_TIMEOUT, deadline),
      forwardedHeaders(context, config),
      context,
      config.HOPS,
    );
  }

  /** In the order in which the RPCs were sent; empty if HOPS is off. */
  get hops(): readonly Hop[] {
    return this.keepsHops ? this.#calls : [];
  }

  /** Adds a call that has been sent. It is cancelled together with the request. */
  add(call: ScopedCall): void {
    this.#calls.push(call);
    if (this.#cancelled) call.cancel();
  }

  /** Cancels every call that is in flight. */
  cancel(): void {
    this.#cancelled = true;
    for (const call of this.#calls) call.cancel();
  }
}
