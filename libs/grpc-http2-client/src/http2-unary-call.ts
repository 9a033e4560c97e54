import { constants } from 'node:http2';

import { status } from '@grpc/grpc-js';

import { NO_STATUS, statusOfHttp, statusOfTrailers, type CallStatus } from './call-status.ts';
import type { CallOwner } from './channel-call.ts';
import { Http2Call, NO_METADATA } from './http2-call.ts';
import type { Http2Connection } from './http2-connection.ts';
import { MessageReader } from './length-prefixed-message.ts';
import { grpcTimeout, requestFields } from './request-fields.ts';
import { isGrpc, type ResponseHeaders } from './stream-events.ts';
import type { CallMetadata } from './metadata.ts';
import type { UnaryCall, UnaryRequest, UnaryResponse } from './unary-channel.ts';

const MAX_TIMER_MS = 2 ** 31 - 1;

/** One unary call. */
export class Http2UnaryCall extends Http2Call implements UnaryCall {
  readonly #fields: string[];
  readonly #deadline: number;
  readonly #timer: NodeJS.Timeout | undefined;
  #reader = new MessageReader();
  #failure: CallStatus | undefined;

  constructor(
    owner: CallOwner,
    request: UnaryRequest,
    private readonly callback: (response: UnaryResponse) => void,
  ) {
    super(owner, request);
    this.#fields = requestFields(owner.authority, request);
    this.#deadline = request.deadline;
    const remainingMs = Math.max(0, request.deadline - Date.now());
    if (remainingMs <= MAX_TIMER_MS) this.#timer = setTimeout(endAtDeadline, remainingMs, this);
  }

  send(connection: Http2Connection): void {
    const fields = this.isRetry ? requestFields(this.owner.authority, this.request) : this.#fields;
    if (this.#deadline !== Infinity) fields.push('grpc-timeout', grpcTimeout(this.#deadline));
    this.sendRequest(connection, fields);
  }

  receiveHeaders(headers: ResponseHeaders, isLast: boolean): void {
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
    if (this.#failure && this.isResponse) this.reset(this.#failure);
  }

  receiveTrailers(trailers: CallMetadata, failure = NO_STATUS): void {
    const received = statusOfTrailers(trailers) ?? failure;
    if (received.code !== status.OK) return this.end(received, undefined, trailers);
    const { message, isEmpty } = this.#reader;
    if (message) this.end(received, message, trailers);
    else this.end(isEmpty ? NO_MESSAGE : TRUNCATED, undefined, trailers);
  }

  end({ code, details }: CallStatus, message?: Buffer, trailers = NO_METADATA): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    clearTimeout(this.#timer);
    this.owner.onCallEnd(this);
    this.callback({ code, details, message, headers: this.headers, trailers });
  }

  protected override statusOfClosedStream(resetCode: number): CallStatus {
    // A server that enforces grpc-timeout as well, such as one of grpc-go, may reset the stream before the timer here fires.
    const isTimedOut = resetCode === constants.NGHTTP2_CANCEL && Date.now() >= this.#deadline;
    return isTimedOut ? TIMED_OUT : super.statusOfClosedStream(resetCode);
  }
}

function endAtDeadline(call: Http2UnaryCall): void {
  call.reset(TIMED_OUT);
}

const TIMED_OUT: CallStatus = { code: status.DEADLINE_EXCEEDED, details: 'Deadline exceeded' };
const NO_MESSAGE: CallStatus = { code: status.INTERNAL, details: 'The server sent the status OK without a message' };
const TRUNCATED: CallStatus = { code: status.INTERNAL, details: 'The server sent an incomplete message' };
