import { status } from '@grpc/grpc-js';

import { NO_STATUS, statusOfHttp, statusOfTrailers, type CallStatus } from './call-status.ts';
import type { CallOwner } from './channel-call.ts';
import { Http2Call, NO_METADATA } from './http2-call.ts';
import type { Http2Connection } from './http2-connection.ts';
import { MessageSplitter } from './message-splitter.ts';
import { type CallRequest, requestFields } from './request-fields.ts';
import { isGrpc, type ResponseHeaders } from './stream-events.ts';
import type { CallMetadata } from './metadata.ts';

/** How a stream has ended. */
export interface StreamEnd extends CallStatus {
  /** Trailing metadata: of a trailers-only response all of its fields. */
  readonly trailers: CallMetadata;
}

export interface StreamListener {
  /** A serialized message, in the memory of what was read from the socket. */
  onMessage(message: Buffer): void;
  /** Called once, not before the method that started the call returns. */
  onEnd(end: StreamEnd): void;
}

export interface StreamCall {
  /** Initial metadata as soon as it is received, else empty. */
  readonly headers: CallMetadata;
  /** Ends the call with CANCELLED, unless it has ended. */
  cancel(details: string): void;
}

/** One server-streaming call. */
export class Http2StreamCall extends Http2Call implements StreamCall {
  readonly #messages = new MessageSplitter();

  constructor(
    owner: CallOwner,
    request: CallRequest,
    private readonly listener: StreamListener,
  ) {
    super(owner, request);
  }

  send(connection: Http2Connection): void {
    this.sendRequest(connection, requestFields(this.owner.authority, this.request));
  }

  receiveHeaders(headers: ResponseHeaders, isLast: boolean): void {
    const metadata = headers as unknown as CallMetadata;
    const failure = isGrpc(headers) ? undefined : statusOfHttp(headers[':status'] ?? 0, headers['content-type']);
    if (isLast) this.receiveTrailers(metadata, failure);
    else if (failure) this.reset(failure);
    else this.headers = metadata;
  }

  receiveData(chunk: Buffer): void {
    if (this.hasEnded) return;
    const failure = this.#messages.push(chunk, (message) => this.hasEnded || this.listener.onMessage(message));
    if (failure) this.reset(failure);
  }

  receiveTrailers(trailers: CallMetadata, failure = NO_STATUS): void {
    const received = statusOfTrailers(trailers) ?? failure;
    this.end((received.code === status.OK && this.#messages.truncation) || received, trailers);
  }

  end({ code, details }: CallStatus, trailers = NO_METADATA): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.owner.onCallEnd(this);
    this.listener.onEnd({ code, details, trailers });
  }
}
