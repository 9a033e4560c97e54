import { constants, type ClientHttp2Stream } from 'node:http2';

import { status } from '@grpc/grpc-js';

import { NO_STATUS, statusOfHttp, statusOfReset, statusOfTrailers, type CallStatus } from './call-status.ts';
import type { CallOwner, ChannelCall } from './channel-call.ts';
import type { Http2Connection } from './http2-connection.ts';
import { lengthPrefixed } from './length-prefixed-message.ts';
import { MessageSplitter } from './message-splitter.ts';
import { requestFields, type RequestHead } from './request-fields.ts';
import { attachCall, isGrpc, type ResponseHeaders, type StreamEvents } from './stream-events.ts';
import type { CallMetadata } from './metadata.ts';

export interface StreamRequest extends RequestHead {
  /** The serialized message, without the prefix of its length. */
  readonly message: Uint8Array;
}

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

const NO_METADATA: CallMetadata = {};

/** One server-streaming call. It is sent again only if it was not processed: not sent at all, or refused once (gRFC A6). */
export class Http2StreamCall implements StreamCall, ChannelCall, StreamEvents {
  headers = NO_METADATA;
  #hasBeenRefused = false;
  #ended = false;
  // The parts below are those of the newest attempt.
  #connection: Http2Connection | undefined;
  #stream: ClientHttp2Stream | undefined;
  #isUnsent = false;
  readonly #messages = new MessageSplitter();

  constructor(
    private readonly owner: CallOwner,
    private readonly request: StreamRequest,
    private readonly listener: StreamListener,
  ) {}

  cancel(details: string): void {
    this.#reset({ code: status.CANCELLED, details });
  }

  send(connection: Http2Connection): void {
    this.#connection = connection;
    this.#stream = connection.open(requestFields(this.owner.authority, this.request));
    attachCall(this.#stream, this);
    this.#stream.end(lengthPrefixed(this.request.message));
  }

  receiveHeaders(headers: ResponseHeaders, isLast: boolean): void {
    const metadata = headers as unknown as CallMetadata;
    const failure = isGrpc(headers) ? undefined : statusOfHttp(headers[':status'] ?? 0, headers['content-type']);
    if (isLast) this.receiveTrailers(metadata, failure);
    else if (failure) this.#reset(failure);
    else this.headers = metadata;
  }

  receiveData(chunk: Buffer): void {
    if (this.#ended) return;
    const failure = this.#messages.push(chunk, (message) => this.#ended || this.listener.onMessage(message));
    if (failure) this.#reset(failure);
  }

  receiveTrailers(trailers: CallMetadata, failure = NO_STATUS): void {
    const received = statusOfTrailers(trailers) ?? failure;
    this.end((received.code === status.OK && this.#messages.truncation) || received, trailers);
  }

  markUnsent(): void {
    this.#isUnsent = true;
    this.#connection?.close();
  }

  endWithStream(stream: ClientHttp2Stream): void {
    this.#connection?.release(stream);
    if (this.#ended) return;
    const { rstCode: resetCode } = stream;
    const isRefused = resetCode === constants.NGHTTP2_REFUSED_STREAM && this.headers === NO_METADATA;
    if (this.#isUnsent || (isRefused && !this.#hasBeenRefused)) {
      this.#hasBeenRefused ||= !this.#isUnsent;
      this.#isUnsent = false;
      return this.owner.dispatch(this);
    }
    const lost = this.#connection?.lost;
    if (lost !== undefined) this.end({ code: status.UNAVAILABLE, details: `Connection lost: ${lost}` });
    else this.end(resetCode === constants.NGHTTP2_NO_ERROR ? NO_STATUS : statusOfReset(resetCode));
  }

  end({ code, details }: CallStatus, trailers = NO_METADATA): void {
    if (this.#ended) return;
    this.#ended = true;
    this.owner.onCallEnd(this);
    this.listener.onEnd({ code, details, trailers });
  }

  #reset(result: CallStatus): void {
    this.#stream?.close(constants.NGHTTP2_CANCEL);
    this.end(result);
  }
}
