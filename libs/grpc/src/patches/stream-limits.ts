import {
  constants,
  type Http2Session,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';

import type { Server as GrpcServer } from '@grpc/grpc-js';
import { AppError, toGrpcStatus } from '#errors';
import {
  connectionOf,
  type Connection,
  type InFlightLimit,
  type OpenStreamLimit,
  OVERLOADED,
  type RequestLimits,
} from '#limits';

/** Internal to grpc-js 1.14.7 (server.js:1006): the listener of its HTTP/2 servers for streams. */
const STREAM_HANDLER = '_streamHandler';

/** Internal to grpc-js 1.14.7 (server.js:163): the options of its HTTP/2 servers, of which its own options set a few. */
const HTTP2_OPTIONS = 'commonServerOptions';

/**
 * How many streams a client may reset at once, and each second from then on, before its connection ends (CVE-2023-44487).
 * The defaults of 1000 and 33 are exceeded by a gateway whose clients leave or whose backend is slow, and the end of its
 * connection then fails the RPCs of all its other clients (grpc/grpc-node#2872). The limit of requests in flight bounds the
 * work that reset streams cause.
 *
 * As many streams may exceed MAX_CONCURRENT_STREAMS: by default the 101st ends the connection, and Node counts a stream for a
 * moment longer than a client that obeys SETTINGS does.
 */
const HTTP2_LIMITS = { streamResetBurst: 10_000, streamResetRate: 1000, maxSessionRejectedStreams: 10_000 };

const HEALTH = '/grpc.health.v1.Health/';

const CONNECTION = Symbol('connection');
type Stream = ServerHttp2Stream & { [CONNECTION]?: Connection };
type StreamHandler = (interceptors: unknown, stream: Stream, headers: IncomingHttpHeaders) => void;

/**
 * Refuses the streams of a gRPC server that are beyond the limits, before grpc-js makes a call of them. A stream is in
 * flight from its first headers until it is closed, also if its request never ends or its response is never read, which no
 * interceptor of grpc-js can observe.
 *
 * @param streamingPaths the server-streaming methods, such as /product_gateway.inventory.v1.InventoryService/WatchInventory
 */
export function limitStreams(server: GrpcServer, limits: RequestLimits, streamingPaths: ReadonlySet<string>): void {
  const internals = server as unknown as { [STREAM_HANDLER]?: StreamHandler; [HTTP2_OPTIONS]?: object };
  const handle = internals[STREAM_HANDLER];
  const options = internals[HTTP2_OPTIONS];
  // A service without limits must not start.
  if (!handle || !options) throw new Error(`grpc-js has no ${STREAM_HANDLER} or no ${HTTP2_OPTIONS} to set limits by`);
  Object.assign(options, HTTP2_LIMITS);
  const requests = leaver(limits.requests);
  const probes = leaver(limits.grpcProbes);
  const streaming = leaver(limits.rpcStreams);
  const limiterOf = (path = '') => {
    if (path.startsWith(HEALTH)) return probes;
    return streamingPaths.has(path) ? streaming : requests;
  };
  internals[STREAM_HANDLER] = function (interceptors, stream, headers) {
    const { session } = stream;
    // The client has reset the stream or has left: nothing can be sent.
    if (stream.closed || stream.destroyed || !session || session.destroyed) return;
    const { limit, leave } = limiterOf(headers[':path']);
    const connection = connectionOf(session, socketOf, 'grpc');
    if (!limit.enter(connection)) return refuse(stream);
    stream[CONNECTION] = connection;
    stream.on('close', leave);
    handle.call(this, interceptors, stream, headers);
  };
}

const socketOf = ({ socket }: Http2Session) => socket as Socket;

/** The limit with a `close` listener that all streams share. */
const leaver = (limit: InFlightLimit | OpenStreamLimit) => ({
  limit,
  leave(this: Stream) {
    const connection = this[CONNECTION];
    if (!connection) return;
    if (this.rstCode === constants.NGHTTP2_NO_ERROR) limit.leave(connection);
    else limit.leaveCancelled(connection);
  },
});

/** A trailers-only response. It is the same for every refused stream. */
const REFUSAL: OutgoingHttpHeaders = (() => {
  const { code, details, metadata } = toGrpcStatus(new AppError('overloaded', OVERLOADED));
  return {
    ':status': 200,
    'content-type': 'application/grpc+proto',
    'grpc-status': code,
    'grpc-message': details,
    ...metadata.toHttp2Headers(),
  };
})();

/**
 * Responds, and resets the stream with NO_ERROR in case its request has not ended (RFC 9113, 8.1), as other gRPC servers do: a
 * refused stream that stayed open would use memory without being counted.
 */
function refuse(stream: Stream): void {
  stream.on('error', ignore);
  stream.respond(REFUSAL, { endStream: true });
  stream.resume();
  // After the response has been written, which RST_STREAM would replace otherwise.
  setImmediate(reset, stream);
}

function ignore(): void {}

function reset(stream: Stream): void {
  if (!stream.closed) stream.close();
}
