import type { Socket } from 'node:net';

import type { Telemetry } from '#telemetry';

import type { Admission } from './admission.ts';
import { InFlightLimit } from './in-flight-limit.ts';
import { connectionOf, OpenConnections, type Connection } from './open-connections.ts';
import type { LimitsConfig } from './limits.settings.ts';

/** So many probes and scrapes of one port can be in flight, besides the requests. */
const MAX_PROBES_IN_FLIGHT = 64;

/** How long a request counts that has been cancelled. A probe, which calls no backend, leaves at once. */
const CANCELLED_FOR_MS = 100;

/**
 * So many requests of one HTTP connection can wait for their responses. Node handles all that one read brings, some thousand,
 * and keeps their responses until the first of them has left.
 */
const MAX_PIPELINED = 16;

/** While requests are refused, a connection on which none has ended for so long is closed. */
const STALLED_AFTER_MS = 10_000;

/** While requests are refused, stalled connections are looked for this often, and a line is logged. */
const LOOK_EVERY_MS = 1000;

/** What one service accepts at a time, on both ports (docs/adr/0012). */
export class RequestLimits {
  readonly connections: OpenConnections;
  /** HTTP requests and RPCs together, since both use the same memory. */
  readonly requests: InFlightLimit;
  /** Probes and scrapes have a limit of their own, so that they are served while requests are refused. */
  readonly httpProbes: InFlightLimit;
  readonly grpcProbes: InFlightLimit;
  #lookedAt = -Infinity;

  constructor(
    private readonly config: LimitsConfig & { readonly DRAIN_TIMEOUT: number },
    private readonly telemetry: Telemetry,
  ) {
    const onRefused = (connection: Connection) => this.#onRefused(connection);
    this.requests = new InFlightLimit(config.MAX_REQUESTS_IN_FLIGHT, CANCELLED_FOR_MS, onRefused);
    this.httpProbes = new InFlightLimit(MAX_PROBES_IN_FLIGHT, 0, onRefused);
    this.grpcProbes = new InFlightLimit(MAX_PROBES_IN_FLIGHT, 0, onRefused);
    // At least as long as requests in flight may take while the service stops.
    this.connections = new OpenConnections(Math.max(STALLED_AFTER_MS, config.DRAIN_TIMEOUT), ({ protocol }, reason) =>
      telemetry.metrics?.connectionsClosed.inc({ protocol, reason }),
    );
  }

  /** Counts an HTTP request that has arrived; `leave` takes the result once the response has left. */
  admit(socket: Socket, isProbe: boolean): Admission {
    const connection = connectionOf(socket, itself, 'http');
    const limit = isProbe ? this.httpProbes : this.requests;
    connection.pending += 1;
    return { connection, limit: limit.enter(connection) ? limit : undefined };
  }

  /** Closes a connection on which too many requests are pipelined. Node's parser goes on to the end of what it has received. */
  endPipelining(socket: Socket): 'closed' | 'open' {
    const connection = connectionOf(socket, itself, 'http');
    if (connection.pending >= MAX_PIPELINED && !socket.destroyed) this.connections.closePipelined(connection);
    return socket.destroyed ? 'closed' : 'open';
  }

  #onRefused({ protocol }: Connection): void {
    this.telemetry.metrics?.requestsRefused.inc({ protocol });
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    this.telemetry.logger.warn(
      { in_flight: this.requests.inFlight, limit: this.config.MAX_REQUESTS_IN_FLIGHT },
      'requests are refused, since too many are in flight',
    );
    this.connections.closeStalled();
  }
}

const itself = (socket: Socket): Socket => socket;
