import type { ServerUnaryCall } from '@grpc/grpc-js';
import type { FastifyReply } from 'fastify';

/** What bounds the RPCs that one request causes: its deadline, and whether its client is still there. */
export class RequestScope {
  readonly #calls: { cancel(): void }[] = [];
  #cancelled = false;

  /** @param deadline when the request's budget is used up, in milliseconds since the epoch */
  constructor(readonly deadline: number) {}

  /** The scope of an HTTP request, whose client leaves by closing the connection. */
  static ofHttp(reply: FastifyReply, budgetMs: number): RequestScope {
    const scope = new RequestScope(Date.now() + budgetMs);
    reply.raw.once('close', () => scope.cancel());
    return scope;
  }

  /** The scope of an RPC, whose client may have set a deadline that is nearer than our own. */
  static ofRpc(call: ServerUnaryCall<unknown, unknown>, budgetMs: number): RequestScope {
    const scope = new RequestScope(Math.min(Date.now() + budgetMs, Number(call.getDeadline())));
    call.once('cancelled', () => scope.cancel());
    return scope;
  }

  /** Has the call cancelled together with the request. */
  add(call: { cancel(): void }): void {
    this.#calls.push(call);
    if (this.#cancelled) call.cancel();
  }

  /** Cancels every call that is still running. */
  cancel(): void {
    this.#cancelled = true;
    for (const call of this.#calls) call.cancel();
  }
}
