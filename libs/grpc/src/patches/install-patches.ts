/*
 * What this library changes or reads inside grpc-js 1.14.7 and Node 26, file by file. Nothing is changed on import: openChannel
 * and the constructor of GrpcTransport call the functions below, or those of one file for their own channel or server. Of the
 * client's patches, the transport `http2` has only that of node:http2's streams (releaseEndedStreams).
 *
 * | file                | internal name                                                      | because                           | its spec fails without it      |
 * |---------------------|--------------------------------------------------------------------|-----------------------------------|--------------------------------|
 * | ended-calls.ts      | Http2SubchannelConnector (transport.js), Transport.activeCalls,    | V8 keeps ended calls (docs/adr/   | ended-calls.spec.ts            |
 * |                     | node:http2 Symbol(state).streams, a flag of V8                     | 0010)                             |                                |
 * | settings-timeout.ts | ChannelCredentials._createSecureConnector (channel-credentials.js) | grpc/grpc-node#2785               | unary-channels.spec.ts         |
 * | long-timeouts.ts    | BaseServerInterceptingCall.handleTimeoutHeader                     | grpc-timeout overflows 32 bits    | long-timeouts.spec.ts          |
 * |                     | (server-interceptors.js)                                           |                                   |                                |
 * | stream-limits.ts    | Server._streamHandler, Server.commonServerOptions (server.js)      | interceptors see no unfinished    | requests-in-flight.spec.ts     |
 * |                     |                                                                    | stream; grpc/grpc-node#2872       |                                |
 * | server-sessions.ts  | Server.createHttp2Server (server.js)                               | PING and streams need the session | listener.goaway.spec.ts        |
 * | first-goaway.ts     | net.Socket._handle.fd and .writeQueueSize                          | node:http2 sends one GOAWAY       | listener.goaway.spec.ts        |
 */
import { disablePretenuring, releaseEndedClientCalls } from './ended-calls.ts';
import { acceptLongTimeouts } from './long-timeouts.ts';

let hasClientPatches = false;
let hasServerPatches = false;

/** Changes the client of grpc-js for this process; once, however often it is called. */
export function installClientPatches(): void {
  if (hasClientPatches) return;
  hasClientPatches = true;
  disablePretenuring();
  releaseEndedClientCalls();
}

/** Changes the server of grpc-js for this process; once, however often it is called. */
export function installServerPatches(): void {
  if (hasServerPatches) return;
  hasServerPatches = true;
  disablePretenuring();
  acceptLongTimeouts();
}
