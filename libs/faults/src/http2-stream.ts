import type { ServerHttp2Stream } from 'node:http2';

/** The HTTP/2 stream of a server call, internal to grpc-js 1.14.7 (server-interceptors.js:348); undefined if it has no such field. */
export function http2StreamOf(call: object): ServerHttp2Stream | undefined {
  return (call as { call?: { stream?: ServerHttp2Stream } }).call?.stream;
}
