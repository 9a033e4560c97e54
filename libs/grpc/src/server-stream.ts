import { constants } from 'node:http2';

import {
  status,
  type handleServerStreamingCall,
  type Metadata,
  type ServerWritableStream,
  type StatusObject,
} from '@grpc/grpc-js';
import { isObservable, type Subscription } from 'rxjs';

import { AppError, toGrpcStatus } from '#errors';
import { http2StreamOf, injectStreamFaults } from '#faults';

import { onConnectionEnd } from './connection-end.ts';
import { isMalformed, malformedRequest } from './malformed-request.ts';
import { ServerCall, type RpcServerParts } from './server-call.ts';

type Call = ServerWritableStream<unknown, unknown>;

/** The signature by which a handler of a server-streaming method is called. */
export type StreamHandler = (request: unknown, metadata: Metadata, call: Call) => Promise<unknown>;

/** How many messages of one stream may wait for the client to read. An Observable can't be paused. */
export const MAX_UNSENT_MESSAGES = 64;

/** How long a client may take to read what waits before the status of an ended stream. */
const END_TIMEOUT_MS = 1000;

/** Serves a server-streaming method: the handler returns an Observable of its messages. */
export function serverStreaming(
  method: string,
  handler: StreamHandler,
  parts: RpcServerParts,
): handleServerStreamingCall<unknown, unknown> {
  return (call) => void new ServerStream(method, call, parts).serve(handler);
}

/**
 * One server-streaming RPC. Its messages are written as they come, and at most MAX_UNSENT_MESSAGES wait for a client that reads
 * slowly: then the stream ends with RESOURCE_EXHAUSTED. A source that can wait looks at `call.writableNeedDrain`, and goes on at
 * `drain`. When the connection ends, the stream ends with UNAVAILABLE, which a client may retry.
 */
class ServerStream {
  readonly #rpc: ServerCall;
  #subscription: Subscription | undefined;
  #forget: (() => void) | undefined;
  #hasSent = false;

  constructor(
    method: string,
    private readonly call: Call,
    private readonly parts: RpcServerParts,
  ) {
    this.#rpc = new ServerCall(method, call, parts, 'stream');
    // Emitted at the end of every call: the client has cancelled, the deadline has passed, or the status has been sent.
    call.on('cancelled', () => this.#release());
    const session = http2StreamOf(call)?.session;
    if (session)
      this.#forget = onConnectionEnd(session, () => this.#fail(connectionEnding(), constants.NGHTTP2_CANCEL));
  }

  async serve(handler: StreamHandler): Promise<void> {
    const { call, parts } = this;
    try {
      if (parts.faults) {
        const later = await this.#rpc.injectFaults(parts.faults);
        injectStreamFaults(later, call, {
          onInject: (rule) => this.#rpc.countFault(rule),
          end: (failure) => this.#fail(failure, constants.NGHTTP2_CANCEL),
        });
      }
      if (isMalformed(call.request)) throw malformedRequest();
      const result = await handler(call.request, call.metadata, call);
      if (!isObservable(result)) throw new AppError('internal', `${call.getPath()} has no Observable to send`);
      if (this.#rpc.hasEnded) return;
      this.#subscription = result.subscribe({
        next: (message) => this.#send(message),
        error: (thrown: unknown) => this.#fail(thrown, constants.NGHTTP2_CANCEL),
        complete: () => this.#complete(),
      });
      // The source may have ended the stream, or overrun it, before it returned.
      if (this.#rpc.hasEnded) this.#subscription.unsubscribe();
    } catch (thrown) {
      this.#fail(thrown, constants.NGHTTP2_CANCEL);
    }
  }

  #send(message: unknown): void {
    const { call } = this;
    if (this.#rpc.hasEnded || call.destroyed) return;
    if (call.writableLength >= MAX_UNSENT_MESSAGES) {
      return this.#fail(tooSlow(), constants.NGHTTP2_ENHANCE_YOUR_CALM);
    }
    // With the first message: an error before it is a trailers-only response, in whose headers a proxy finds grpc-status.
    if (!this.#hasSent) call.sendMetadata(this.#rpc.responseMetadata());
    this.#hasSent = true;
    this.#rpc.countMessage();
    call.write(message);
  }

  #complete(): void {
    if (this.#rpc.hasEnded) return;
    this.#rpc.end(status.OK);
    this.#release();
    this.call.end();
    this.#resetUnread(constants.NGHTTP2_CANCEL);
  }

  /** @param resetCode ends the stream if its client does not read up to the status */
  #fail(thrown: unknown, resetCode: number): void {
    if (this.#rpc.hasEnded) return;
    // ErrorFilter converts what a handler throws to a status.
    const failure = thrown instanceof AppError ? toGrpcStatus(thrown) : (thrown as StatusObject);
    if (!this.#hasSent) this.#rpc.describe(failure.metadata);
    this.#rpc.end(failure.code);
    this.#release();
    // grpc-js takes the status of a stream from this event.
    this.call.emit('error', failure);
    this.#resetUnread(resetCode);
  }

  #resetUnread(resetCode: number): void {
    const stream = http2StreamOf(this.call);
    if (!stream || stream.closed) return;
    const timer = setTimeout(() => stream.close(resetCode), END_TIMEOUT_MS);
    stream.once('close', () => clearTimeout(timer));
  }

  #release(): void {
    this.#subscription?.unsubscribe();
    this.#forget?.();
    this.#forget = undefined;
  }
}

const tooSlow = (): AppError =>
  new AppError('overloaded', `The client reads too slowly: ${MAX_UNSENT_MESSAGES} messages wait to be sent.`);

const connectionEnding = (): AppError =>
  new AppError('connection-ending', 'The connection ends; the stream can be continued on another one.');
