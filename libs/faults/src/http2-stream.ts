import type { ServerHttp2Stream } from 'node:http2';

/** The HTTP/2 stream of a served call; grpc-js has no public way to it. Undefined if grpc-js is not built as is expected. */
export function http2StreamOf(call: object): ServerHttp2Stream | undefined {
  return (call as { call?: { stream?: ServerHttp2Stream } }).call?.stream;
}
