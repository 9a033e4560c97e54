import { constants, type ClientHttp2Stream } from 'node:http2';

import { status } from '@grpc/grpc-js';

import { NO_STATUS, statusOfReset, type CallStatus } from './call-status.ts';
import type { CallOwner, ChannelCall } from './channel-call.ts';
import type { Http2Connection } from './http2-connection.ts';
import { lengthPrefixed } from './length-prefixed-message.ts';
import type { CallMetadata } from './metadata.ts';
import type { CallRequest } from './request-fields.ts';
import { attachCall, type ResponseHeaders, type StreamEvents } from './stream-events.ts';

export const NO_METADATA: CallMetadata = {};

/** One call, from its start to its end, over one HTTP/2 stream or, if it is retried transparently (gRFC A6), several. */
export abstract class Http2Call implements ChannelCall, StreamEvents {
  headers = NO_METADATA;
  protected hasEnded = false;
  #hasBeenRefused = false;
  // The parts below are those of the newest attempt.
  #connection: Http2Connection | undefined;
  #stream: ClientHttp2Stream | undefined;
  #isUnsent = false;

  protected constructor(
    protected readonly owner: CallOwner,
    protected readonly request: CallRequest,
  ) {}

  abstract send(connection: Http2Connection): void;
  abstract receiveHeaders(headers: ResponseHeaders, isLast: boolean): void;
  abstract receiveData(chunk: Buffer): void;
  abstract receiveTrailers(trailers: CallMetadata, failure?: CallStatus): void;
  /** Ends the call, unless it has ended. */
  abstract end(result: CallStatus): void;

  cancel(details: string): void {
    this.reset({ code: status.CANCELLED, details });
  }

  /** Ends the call, and its stream, which has not ended by itself. */
  reset(result: CallStatus): void {
    this.#stream?.close(constants.NGHTTP2_CANCEL);
    this.end(result);
  }

  markUnsent(): void {
    this.#isUnsent = true;
    this.#connection?.close();
  }

  /** The stream has ended without trailers if the call has not ended yet. */
  endWithStream(stream: ClientHttp2Stream): void {
    this.#connection?.release(stream);
    if (this.hasEnded) return;
    const isRefused = stream.rstCode === constants.NGHTTP2_REFUSED_STREAM && !this.isResponse;
    // Transparent retries: once if the server refused the call, always if it was not sent at all.
    if (this.#isUnsent || (isRefused && !this.#hasBeenRefused)) {
      this.#hasBeenRefused ||= !this.#isUnsent;
      this.#isUnsent = false;
      return this.owner.dispatch(this);
    }
    const lost = this.#connection?.lost;
    if (lost !== undefined) this.end({ code: status.UNAVAILABLE, details: `Connection lost: ${lost}` });
    else this.end(this.statusOfClosedStream(stream.rstCode));
  }

  /** Whether the headers of a response have been received. */
  protected get isResponse(): boolean {
    return this.headers !== NO_METADATA;
  }

  /** Whether the request has been sent over a connection before. */
  protected get isRetry(): boolean {
    return this.#stream !== undefined;
  }

  /** Sends the request over a connection that has capacity. */
  protected sendRequest(connection: Http2Connection, fields: string[]): void {
    const stream = connection.open(fields);
    this.#connection = connection;
    this.#stream = stream;
    attachCall(stream, this);
    stream.end(lengthPrefixed(this.request.message));
  }

  /** The status of a stream that was closed without trailers, on a connection that goes on. */
  protected statusOfClosedStream(resetCode: number): CallStatus {
    return resetCode === constants.NGHTTP2_NO_ERROR ? NO_STATUS : statusOfReset(resetCode);
  }
}
