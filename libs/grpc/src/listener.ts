import type { ServerHttp2Session } from 'node:http2';
import { createServer, type AddressInfo, type Socket } from 'node:net';

import { ServerCredentials, type Server as GrpcServer } from '@grpc/grpc-js';

import { releaseEndedStreams } from './patches/ended-calls.ts';
import { onServerSession } from './patches/server-sessions.ts';
import { GrpcConnection } from './server-connection.ts';

/**
 * The age of connections that are accepted after sendGoaway, whose clients have an outdated response of DNS. A shorter age would
 * make busy clients reconnect all the time.
 */
const MAX_AGE_WHILE_DRAINING_MS = 5000;

export interface GrpcListenerOptions {
  /** A host name or an IP address, without brackets. */
  readonly address: string;
  /** 0 takes a free one; see GrpcListener.port. */
  readonly port: number;
  /** A connection ends at this age, give or take a tenth. */
  readonly maxConnectionAgeMs: number;
  /** How long the calls of a connection may take after its last GOAWAY. */
  readonly maxConnectionAgeGraceMs: number;
}

/**
 * Accepts the connections of a gRPC server. grpc-js sends one GOAWAY and refuses the streams that a client has opened
 * before reading it; here each connection ends by two GOAWAY frames (docs/adr/0011).
 */
export class GrpcListener {
  readonly #connections = new Set<GrpcConnection>();
  /** Accepts the connections. */
  readonly netServer = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  #maxAgeMs: number;
  /** The newest session of grpc-js. */
  #session: ServerHttp2Session | undefined;

  constructor(
    private readonly server: GrpcServer,
    private readonly options: GrpcListenerOptions,
  ) {
    this.#maxAgeMs = options.maxConnectionAgeMs;
    onServerSession(server, (session) => {
      releaseEndedStreams(session);
      this.#session = session;
    });
  }

  /** The port on which the server listens; 0 until it does. */
  get port(): number {
    return (this.netServer.address() as AddressInfo | null)?.port ?? 0;
  }

  /** Accepts connections from now on; calls back when it does, or with an error such as EADDRINUSE. */
  listen(callback: (error?: Error) => void): void {
    const { port, address } = this.options;
    this.netServer.once('error', callback);
    this.netServer.listen(port, address, () => {
      this.netServer.off('error', callback);
      callback();
    });
  }

  /** Ends each connection, and still accepts new ones, which end after about five seconds. */
  sendGoaway(): void {
    this.#maxAgeMs = Math.min(this.#maxAgeMs, MAX_AGE_WHILE_DRAINING_MS);
    for (const connection of this.#connections) connection.end();
  }

  /** Stops accepting, ends each connection, and resolves when all are closed. */
  drain(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.netServer.close(() => resolve()));
    for (const connection of this.#connections) connection.end();
    return closed;
  }

  /** Stops accepting, and cuts the calls in flight. */
  close(): void {
    this.netServer.close();
    for (const connection of this.#connections) connection.destroy();
  }

  #accept(socket: Socket): void {
    // A limit has refused it: its listener runs first.
    if (socket.destroyed) return;
    // The session gets the same error and ends.
    socket.on('error', () => undefined);
    const injector = this.server.createConnectionInjector(ServerCredentials.createInsecure());
    this.#session = undefined;
    injector.injectConnection(socket);
    const jitter = 0.9 + Math.random() * 0.2;
    const { maxConnectionAgeGraceMs } = this.options;
    const connection = new GrpcConnection(
      socket,
      injector,
      this.#session,
      this.#maxAgeMs * jitter,
      maxConnectionAgeGraceMs,
    );
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.delete(connection));
  }
}
