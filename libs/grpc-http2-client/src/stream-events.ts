import { constants, type ClientHttp2Stream, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2';

import type { CallMetadata } from './metadata.ts';

const HEADERS_FRAME = 1;

/** What happens to the HTTP/2 stream of a call. */
export interface StreamEvents {
  receiveHeaders(headers: ResponseHeaders, isLast: boolean): void;
  receiveData(chunk: Buffer): void;
  receiveTrailers(trailers: CallMetadata): void;
  /** The HEADERS frame can't be sent, since the server has sent GOAWAY. */
  markUnsent(): void;
  endWithStream(stream: ClientHttp2Stream): void;
}

/** Passes the events of a stream to its call. */
export function attachCall(stream: ClientHttp2Stream, call: StreamEvents): void {
  const attached: CallStream = stream;
  attached[CALL] = call;
  stream.on('data', onData);
  stream.on('response', onResponse);
  stream.on('trailers', onTrailers);
  stream.on('frameError', onFrameError);
  // `close` follows, which has the code.
  stream.on('error', ignore);
  stream.on('close', onClose);
}

/** Whether a response is one of gRPC. */
export const isGrpc = ({ ':status': httpStatus, 'content-type': type }: ResponseHeaders): boolean =>
  httpStatus === 200 && type !== undefined && /^application\/grpc(?:[+;]|$)/.test(type);

/** The listeners are the same for all streams, so that a call creates none. */
const CALL = Symbol('call');

type CallStream = ClientHttp2Stream & { [CALL]?: StreamEvents };

export type ResponseHeaders = IncomingHttpHeaders & IncomingHttpStatusHeader;

function onData(this: CallStream, chunk: Buffer): void {
  this[CALL]?.receiveData(chunk);
}

function onResponse(this: CallStream, headers: ResponseHeaders, flags: number): void {
  this[CALL]?.receiveHeaders(headers, (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0);
}

function onTrailers(this: CallStream, trailers: IncomingHttpHeaders): void {
  this[CALL]?.receiveTrailers(trailers as CallMetadata);
}

function onFrameError(this: CallStream, type: number): void {
  if (type === HEADERS_FRAME) this[CALL]?.markUnsent();
}

function onClose(this: CallStream): void {
  this[CALL]?.endWithStream(this);
}

function ignore(): void {}
