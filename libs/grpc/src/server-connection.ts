import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';

import type { ConnectionInjector } from '@grpc/grpc-js';

import { endStreams } from './connection-end.ts';
import { writeFirstGoaway } from './patches/first-goaway.ts';

/** Time limit for the client to read the first GOAWAY and to acknowledge the PING that follows it, as in grpc-go. */
const GOAWAY_TIMEOUT_MS = 5000;

/** How soon the first GOAWAY is tried again while the client reads nothing. */
const FIRST_GOAWAY_RETRY_MS = 20;

/** Some clients write PING acknowledgements before the streams that they opened earlier, such as hyper's h2. */
const AFTER_PING_MS = 100;

/** One connection of a gRPC server, which ends without losing a call (docs/adr/0011). */
export class GrpcConnection {
  #ending = false;
  /** Of what comes next: the end, another try of the first GOAWAY, or the last GOAWAY after the PING. */
  #next: NodeJS.Timeout;
  #timeout: NodeJS.Timeout | undefined;

  /**
   * @param session its node:http2 session
   * @param maxAgeMs the age at which it ends by itself
   * @param graceMs how long calls may take after the last GOAWAY
   */
  constructor(
    private readonly socket: Socket,
    private readonly injector: ConnectionInjector,
    private readonly session: ServerHttp2Session | undefined,
    maxAgeMs: number,
    private readonly graceMs: number,
  ) {
    this.#next = setTimeout(() => this.end(), maxAgeMs).unref();
    socket.on('close', () => {
      this.#clearTimers();
      // grpc-js keeps a node:http2 server for each injector until then.
      injector.destroy();
    });
  }

  /**
   * Sends a first GOAWAY, after which new streams are still served; sends the last GOAWAY when the client has acknowledged a
   * PING, and so has read the first one (RFC 9113, section 6.8), and ends its streams; closes when the calls in flight have ended.
   */
  end(): void {
    if (this.#ending) return;
    this.#ending = true;
    clearTimeout(this.#next);
    this.#timeout = setTimeout(() => this.#sendLastGoaway(), GOAWAY_TIMEOUT_MS).unref();
    // The session writes SETTINGS, which is the first frame of every connection, before the next immediate.
    setImmediate(() => this.#sendFirstGoaway());
  }

  /** Cuts the calls in flight. */
  destroy(): void {
    this.socket.destroy();
  }

  #sendFirstGoaway(): void {
    const { socket, session } = this;
    if (socket.destroyed || !session || session.destroyed) return;
    if (!writeFirstGoaway(socket)) {
      this.#next = setTimeout(() => this.#sendFirstGoaway(), FIRST_GOAWAY_RETRY_MS).unref();
      return;
    }
    session.ping((error) => {
      if (!error) this.#next = setTimeout(() => this.#sendLastGoaway(), AFTER_PING_MS).unref();
    });
  }

  #sendLastGoaway(): void {
    this.#clearTimers();
    this.injector.drain(this.graceMs);
    if (this.session) endStreams(this.session);
  }

  #clearTimers(): void {
    clearTimeout(this.#next);
    clearTimeout(this.#timeout);
  }
}
