import type { Http2Server, ServerHttp2Session } from 'node:http2';

import type { Server as GrpcServer } from '@grpc/grpc-js';

/** Internal to grpc-js 1.14.7 (server.js:340), which has no public API for the sessions of a server. */
const CREATE_HTTP2_SERVER = 'createHttp2Server';

/**
 * Calls a listener with the node:http2 session of each connection, as soon as the gRPC server has it. If grpc-js has no such
 * internal function, the listener is never called: connections then end by one GOAWAY, and listener.goaway.spec.ts fails.
 */
export function onServerSession(server: GrpcServer, listener: (session: ServerHttp2Session) => void): void {
  const internals = server as unknown as { [CREATE_HTTP2_SERVER]?: (...parameters: unknown[]) => Http2Server };
  const create = internals[CREATE_HTTP2_SERVER];
  if (!create) return;
  internals[CREATE_HTTP2_SERVER] = (...parameters) => create.apply(server, parameters).on('session', listener);
}
