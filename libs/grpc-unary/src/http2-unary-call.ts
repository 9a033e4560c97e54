import { constants, type ClientHttp2Stream, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2';

import { status } from '@grpc/grpc-js';

import { statusOfHttp, statusOfReset, statusOfTrailers, type CallStatus } from './call-status.ts';
import type { Http2Connection } from './http2-connection.ts';
import { lengthPrefixed, MessageReader } from './length-prefixed-message.ts';
import { assertMetadata } from './metadata.ts';
import type { UnaryCall, UnaryMetadata, UnaryRequest, UnaryResponse } from './unary-channel.ts';

/** The first one, and one more if the server certainly has not processed it (gRFC A6, transparent retries). */
const MAX_ATTEMPTS = 2;
const MAX_TIMER_MS = 2 ** 31 - 1;
const HEADERS_FRAME = 1;
const NO_METADATA: UnaryMetadata = {};

/** What a call needs of its channel. */
export interface CallOwner {
  readonly authority: string;
  /** Finds a connection for the call, now or later, or ends the call. */
  dispatch(call: Http2UnaryCall): void;
  /** The call has ended, and needs no connection if it is still waiting for one. */
  onCallEnd(call: Http2UnaryCall): void;
}

/** One unary call, from its start to its end, over one or two HTTP/2 streams. */
export class Http2UnaryCall implements UnaryCall {
  headers = NO_METADATA;
  readonly #fields: string[];
  #timer: NodeJS.Timeout | undefined;
  #stream: ClientHttp2Stream | undefined;
  #attempts = 0;
  #ended = false;

  constructor(
    private readonly owner: CallOwner,
    private readonly request: UnaryRequest,
    private readonly callback: (response: UnaryResponse) => void,
  ) {
    this.#fields = requestFields(owner.authority, request);
    this.#setDeadline();
  }

  cancel(details: string): void {
    this.#reset({ code: status.CANCELLED, details });
  }

  /** Sends the request over a connection that has capacity. */
  send(connection: Http2Connection): void {
    this.#attempts += 1;
    const fields = this.#fields.slice();
    const timeout = grpcTimeout(this.request.deadline);
    if (timeout !== undefined) fields.push('grpc-timeout', timeout);
    const stream = connection.open(fields);
    this.#stream = stream;
    const reader = new MessageReader();
    let isResponse = false;
    let isUnsent = false;
    let failure: CallStatus | undefined;
    stream.on('data', (chunk: Buffer) => {
      failure ??= reader.push(chunk);
      // Until then the content may be that of a proxy's own response.
      if (failure && isResponse) this.#reset(failure);
    });
    stream.on('response', (headers, flags) => {
      isResponse = true;
      const fieldsOfResponse = headers as UnaryMetadata;
      if (flags & constants.NGHTTP2_FLAG_END_STREAM) {
        return this.#endByTrailers(fieldsOfResponse, reader, statusOfHttpHeaders(headers));
      }
      this.headers = fieldsOfResponse;
      const failed = isGrpc(headers) ? failure : statusOfHttpHeaders(headers);
      if (failed) this.#reset(failed);
    });
    stream.on('trailers', (trailers) => this.#endByTrailers(trailers as UnaryMetadata, reader, NO_STATUS));
    stream.on('frameError', (type) => (isUnsent ||= type === HEADERS_FRAME));
    // `close` follows, which has the code.
    stream.on('error', () => undefined);
    stream.on('close', () => {
      if (this.#ended) return;
      const isUnprocessed = isUnsent || (stream.rstCode === constants.NGHTTP2_REFUSED_STREAM && !isResponse);
      if (isUnprocessed && this.#attempts < MAX_ATTEMPTS) return this.owner.dispatch(this);
      const lost = isUnsent ? 'the connection was about to end' : connection.lost;
      if (lost !== undefined) this.end({ code: status.UNAVAILABLE, details: `Connection lost: ${lost}` });
      else this.end(stream.rstCode === constants.NGHTTP2_NO_ERROR ? NO_STATUS : statusOfReset(stream.rstCode));
    });
    stream.end(lengthPrefixed(this.request.message));
  }

  /** Ends the call, unless it has ended. */
  end({ code, details }: CallStatus, message?: Uint8Array, trailers = NO_METADATA): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.owner.onCallEnd(this);
    this.callback({ code, details, message, headers: this.headers, trailers });
  }

  /** Ends the call, and its stream, which has not ended by itself. */
  #reset(result: CallStatus): void {
    this.#stream?.close(constants.NGHTTP2_CANCEL);
    this.end(result);
  }

  #endByTrailers(trailers: UnaryMetadata, reader: MessageReader, withoutStatus: CallStatus): void {
    const received = statusOfTrailers(trailers) ?? withoutStatus;
    if (received.code !== status.OK) return this.end(received, undefined, trailers);
    const { message } = reader;
    if (message) this.end(received, message, trailers);
    else this.end(reader.isEmpty ? NO_MESSAGE : TRUNCATED, undefined, trailers);
  }

  #setDeadline(): void {
    const remainingMs = this.request.deadline - Date.now();
    if (remainingMs > MAX_TIMER_MS) return;
    this.#timer = setTimeout(
      () => this.#reset({ code: status.DEADLINE_EXCEEDED, details: 'Deadline exceeded' }),
      Math.max(0, remainingMs),
    );
  }
}

const NO_STATUS: CallStatus = { code: status.INTERNAL, details: 'The server ended the stream without a grpc-status' };
const NO_MESSAGE: CallStatus = { code: status.INTERNAL, details: 'The server sent the status OK without a message' };
const TRUNCATED: CallStatus = { code: status.INTERNAL, details: 'The server sent an incomplete message' };

type ResponseHeaders = IncomingHttpHeaders & IncomingHttpStatusHeader;

const isGrpc = ({ ':status': httpStatus, 'content-type': type }: ResponseHeaders): boolean =>
  httpStatus === 200 && type !== undefined && /^application\/grpc(?:[+;]|$)/.test(type);

const statusOfHttpHeaders = ({ ':status': httpStatus, 'content-type': type }: ResponseHeaders): CallStatus =>
  statusOfHttp(httpStatus ?? 0, type);

function requestFields(authority: string, { path, metadata }: UnaryRequest): string[] {
  // oxfmt-ignore
  const fields = [
    ':method', 'POST', ':scheme', 'http', ':authority', authority, ':path', path,
    'te', 'trailers', 'content-type', 'application/grpc', 'user-agent', 'grpc-node-http2/1.0',
  ];
  for (const name of Object.keys(metadata)) {
    const value = metadata[name] ?? '';
    assertMetadata(name, value);
    fields.push(name, value);
  }
  return fields;
}

/** The time that is left, as the header grpc-timeout has it: at most eight digits and a unit. Undefined for no deadline. */
function grpcTimeout(deadline: number): string | undefined {
  if (deadline === Infinity) return undefined;
  const milliseconds = Math.max(1, Math.ceil(deadline - Date.now()));
  if (milliseconds < 1e8) return `${milliseconds}m`;
  return milliseconds < 1e11 ? `${Math.ceil(milliseconds / 1000)}S` : `${Math.ceil(milliseconds / 3_600_000)}H`;
}
