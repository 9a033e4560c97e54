import { Metadata, status, type ServerUnaryCall } from '@grpc/grpc-js';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { BackendName } from '#configuration';
import { silentFaultAskedOf } from '#faults';
import { RequestContext } from '#telemetry';

import { forwardedHeaders } from './forwarded-headers.ts';
import type { GatewayConfig } from './gateway.config.ts';
import { Hop } from './hop.ts';

/** What the RPCs that one request causes have in common: what bounds them, what they carry along, what became of them. */
export class RequestScope {
  readonly #calls: Cancellable[] = [];
  #cancelled = false;
  /** In the order in which the RPCs were sent; empty if HOPS is off. */
  readonly hops: Hop[] = [];

  /**
   * @param deadline when the request's budget is used up, in milliseconds since the epoch
   * @param forwarded the metadata that every RPC carries along
   */
  constructor(
    readonly deadline: number,
    readonly forwarded = new Metadata(),
    readonly context?: RequestContext,
    private readonly keepsHops = true,
  ) {}

  /**
   * The scope of an HTTP request, whose client leaves by closing the connection.
   *
   * @throws AppError invalid-fault-rule
   */
  static ofHttp(request: FastifyRequest, reply: FastifyReply, config: GatewayConfig): RequestScope {
    const scope = RequestScope.#of(request, Infinity, config);
    reply.raw.on('close', () => {
      // Once all is answered there is nothing left to cancel, which costs something all the same.
      if (!reply.raw.writableFinished) scope.cancel();
    });
    return scope;
  }

  /**
   * The scope of an RPC, whose client may have set a deadline that is nearer than our own.
   *
   * @throws AppError invalid-fault-rule
   */
  static ofRpc(call: ServerUnaryCall<unknown, unknown>, config: GatewayConfig): RequestScope {
    const scope = RequestScope.#of(call, Number(call.getDeadline()), config);
    call.on('cancelled', () => scope.cancel());
    return scope;
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

  /** Begins to look at an RPC that is being sent. */
  startHop(service: BackendName): Hop {
    const [faults] = this.forwarded.get('x-fault') as string[];
    const hop = new Hop(service, faults && silentFaultAskedOf(service, faults));
    if (this.keepsHops) this.hops.push(hop);
    return hop;
  }

  /** Has the call cancelled together with the request. */
  add(call: Cancellable): void {
    this.#calls.push(call);
    if (this.#cancelled) cancel(call);
  }

  /** Cancels every call that is still running. */
  cancel(): void {
    this.#cancelled = true;
    this.#calls.forEach(cancel);
  }
}

/** A call of grpc-js. */
interface Cancellable {
  cancelWithStatus(code: status, details: string): void;
}

const cancel = (call: Cancellable): void => call.cancelWithStatus(status.CANCELLED, 'The request has ended.');
