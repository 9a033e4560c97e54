import type { Http2Server, ServerHttp2Session } from 'node:http2';

import type { Server as GrpcServer } from '@grpc/grpc-js';

/** Internal to grpc-js, which has no public way to the sessions of a server. */
const CREATE_HTTP2_SERVER = 'createHttp2Server';

/**
 * Runs a listener for the node:http2 session of each connection, as soon as the gRPC server has it. Where grpc-js is not
 * built as is expected here, the listener never runs.
 */
export function onServedSession(server: GrpcServer, listener: (session: ServerHttp2Session) => void): void {
  const internals = server as unknown as { [CREATE_HTTP2_SERVER]?: (...parameters: unknown[]) => Http2Server };
  const create = internals[CREATE_HTTP2_SERVER];
  if (!create) return;
  internals[CREATE_HTTP2_SERVER] = (...parameters) => create.apply(server, parameters).on('session', listener);
}
