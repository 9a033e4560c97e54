import { constants, type ClientHttp2Stream } from 'node:http2';

import { status } from '@grpc/grpc-js';

import type { CallOwner, ChannelCall } from './channel-call.ts';
import { NO_STATUS, statusOfHttp, statusOfReset, statusOfTrailers, type CallStatus } from './call-status.ts';
import type { Http2Connection } from './http2-connection.ts';
import { lengthPrefixed, MessageReader } from './length-prefixed-message.ts';
import { grpcTimeout, requestFields } from './request-fields.ts';
import { attachCall, isGrpc, type ResponseHeaders, type StreamEvents } from './stream-events.ts';
import type { CallMetadata } from './metadata.ts';
import type { UnaryCall, UnaryRequest, UnaryResponse } from './unary-channel.ts';

const MAX_TIMER_MS = 2 ** 31 - 1;
const NO_METADATA: CallMetadata = {};

/** One unary call, from its start to its end, over one HTTP/2 stream or, if it is retried, several. */
export class Http2UnaryCall implements UnaryCall, ChannelCall, StreamEvents {
  headers = NO_METADATA;
  readonly #fields: string[];
  readonly #timer: NodeJS.Timeout | undefined;
  #hasBeenRefused = false;
  #ended = false;
  // The parts below are those of the newest attempt.
  #connection: Http2Connection | undefined;
  #stream: ClientHttp2Stream | undefined;
  #reader = new MessageReader();
  #isResponse = false;
  #isUnsent = false;
  #failure: CallStatus | undefined;

  constructor(
    private readonly owner: CallOwner,
    private readonly request: UnaryRequest,
    private readonly callback: (response: UnaryResponse) => void,
  ) {
    this.#fields = requestFields(owner.authority, request);
    const remainingMs = Math.max(0, request.deadline - Date.now());
    if (remainingMs <= MAX_TIMER_MS) this.#timer = setTimeout(endAtDeadline, remainingMs, this);
  }

  cancel(details: string): void {
    this.reset({ code: status.CANCELLED, details });
  }

  /** Sends the request over a connection that has capacity. */
  send(connection: Http2Connection): void {
    const fields = this.#stream ? requestFields(this.owner.authority, this.request) : this.#fields;
    if (this.request.deadline !== Infinity) fields.push('grpc-timeout', grpcTimeout(this.request.deadline));
    const stream = connection.open(fields);
    this.#connection = connection;
    this.#stream = stream;
    attachCall(stream, this);
    stream.end(lengthPrefixed(this.request.message));
  }

  receiveHeaders(headers: ResponseHeaders, isLast: boolean): void {
    this.#isResponse = true;
    const metadata = headers as unknown as CallMetadata;
    const failure = isGrpc(headers) ? undefined : statusOfHttp(headers[':status'] ?? 0, headers['content-type']);
    if (isLast) return this.receiveTrailers(metadata, failure);
    this.headers = metadata;
    const failed = failure ?? this.#failure;
    if (failed) this.reset(failed);
  }

  receiveData(chunk: Buffer): void {
    this.#failure ??= this.#reader.push(chunk);
    // Before the headers it may be the content of a response that is none of gRPC.
    if (this.#failure && this.#isResponse) this.reset(this.#failure);
  }

  receiveTrailers(trailers: CallMetadata, failure = NO_STATUS): void {
    const received = statusOfTrailers(trailers) ?? failure;
    if (received.code !== status.OK) return this.end(received, undefined, trailers);
    const { message, isEmpty } = this.#reader;
    if (message) this.end(received, message, trailers);
    else this.end(isEmpty ? NO_MESSAGE : TRUNCATED, undefined, trailers);
  }

  /** The HEADERS frame can't be sent, since the server has sent GOAWAY. */
  markUnsent(): void {
    this.#isUnsent = true;
    this.#connection?.close();
  }

  /** The stream has ended without trailers if the call has not ended yet. */
  endWithStream(stream: ClientHttp2Stream): void {
    this.#connection?.release(stream);
    if (this.#ended) return;
    const { rstCode: resetCode } = stream;
    const isRefused = resetCode === constants.NGHTTP2_REFUSED_STREAM && !this.#isResponse;
    // Transparent retries (gRFC A6): once if the server refused the call, always if it was not sent at all.
    if (this.#isUnsent || (isRefused && !this.#hasBeenRefused)) {
      this.#hasBeenRefused ||= !this.#isUnsent;
      this.#isUnsent = false;
      return this.owner.dispatch(this);
    }
    const lost = this.#connection?.lost;
    if (lost !== undefined) this.end({ code: status.UNAVAILABLE, details: `Connection lost: ${lost}` });
    // A server that enforces grpc-timeout as well, such as one of grpc-go, may reset the stream before the timer here fires.
    else if (resetCode === constants.NGHTTP2_CANCEL && Date.now() >= this.request.deadline) this.end(TIMED_OUT);
    else this.end(resetCode === constants.NGHTTP2_NO_ERROR ? NO_STATUS : statusOfReset(resetCode));
  }

  /** Ends the call, and its stream, which has not ended by itself. */
  reset(result: CallStatus): void {
    this.#stream?.close(constants.NGHTTP2_CANCEL);
    this.end(result);
  }

  /** Ends the call, unless it has ended. */
  end({ code, details }: CallStatus, message?: Buffer, trailers = NO_METADATA): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.owner.onCallEnd(this);
    this.callback({ code, details, message, headers: this.headers, trailers });
  }
}

function endAtDeadline(call: Http2UnaryCall): void {
  call.reset(TIMED_OUT);
}

const TIMED_OUT: CallStatus = { code: status.DEADLINE_EXCEEDED, details: 'Deadline exceeded' };
const NO_MESSAGE: CallStatus = { code: status.INTERNAL, details: 'The server sent the status OK without a message' };
const TRUNCATED: CallStatus = { code: status.INTERNAL, details: 'The server sent an incomplete message' };
