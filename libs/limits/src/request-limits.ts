import type { Socket } from 'node:net';

import type { Telemetry } from '#telemetry';

import type { Admission, RequestKind } from './admission.ts';
import { InFlightLimit } from './in-flight-limit.ts';
import { connectionOf, OpenConnections, type Connection } from './open-connections.ts';
import type { LimitsConfig } from './limits.settings.ts';
import { OpenStreamLimit } from './open-stream-limit.ts';

/** The maximum number of probes and scrapes in flight on one port, besides the requests. */
const MAX_PROBES_IN_FLIGHT = 64;

/**
 * The time for which a cancelled request still counts that has called backends. Where there are none it no longer counts: a
 * gateway whose clients leave would otherwise find its backends full.
 */
const CANCELLED_FOR_MS = 100;

/**
 * The maximum number of requests on one HTTP connection that wait for their responses. Node handles all requests of one read,
 * some thousand, and keeps their responses until the first of them has been sent.
 */
const MAX_PIPELINED = 16;

/** While requests are refused, a connection on which no request has ended for this time is closed. */
const STALLED_AFTER_MS = 10_000;

/** While requests are refused, the interval of the search for stalled connections and of a log line. */
const STALLED_CHECK_INTERVAL_MS = 1000;

/** The limits of one service for both ports (docs/adr/0012). */
export class RequestLimits {
  readonly connections: OpenConnections;
  /** HTTP requests and RPCs together, since both use the same memory. */
  readonly requests: InFlightLimit;
  /** Probes and scrapes have a limit of their own, so that they are served while requests are refused. */
  readonly httpProbes: InFlightLimit;
  readonly grpcProbes: InFlightLimit;
  /** Streams of events over HTTP have a limit of their own, since each is open for as long as its client likes. */
  readonly eventStreams: OpenStreamLimit;
  /** Server-streaming RPCs have one for the same reason. */
  readonly rpcStreams: OpenStreamLimit;
  #checkedAt = -Infinity;

  constructor(
    private readonly config: LimitsConfig & { readonly DRAIN_TIMEOUT: number },
    private readonly telemetry: Telemetry,
    callsBackends: boolean,
  ) {
    const onRefused = (connection: Connection) => this.#onRefused(connection);
    const cancelledForMs = callsBackends ? CANCELLED_FOR_MS : 0;
    this.requests = new InFlightLimit(config.MAX_REQUESTS_IN_FLIGHT, cancelledForMs, onRefused);
    this.httpProbes = new InFlightLimit(MAX_PROBES_IN_FLIGHT, 0, onRefused);
    this.grpcProbes = new InFlightLimit(MAX_PROBES_IN_FLIGHT, 0, onRefused);
    this.eventStreams = new OpenStreamLimit(config.MAX_OPEN_STREAMS, onRefused);
    this.rpcStreams = new OpenStreamLimit(config.MAX_OPEN_STREAMS, onRefused);
    // At least as long as requests in flight may take while the service stops.
    this.connections = new OpenConnections(Math.max(STALLED_AFTER_MS, config.DRAIN_TIMEOUT), ({ protocol }, reason) =>
      telemetry.metrics?.connectionsClosed.inc({ protocol, reason }),
    );
  }

  /** Counts an HTTP request that has arrived; `leave` takes the result once the response has left. */
  admit(socket: Socket, kind: RequestKind): Admission {
    const connection = connectionOf(socket, itself, 'http');
    const limit = this.#limitOf(kind);
    connection.pending += 1;
    if (kind === 'eventStream') connection.isStreaming = true;
    return { connection, kind, limit: limit.enter(connection) ? limit : undefined };
  }

  /**
   * Closes a connection on which too many requests are pipelined, or one behind an event stream: its response would wait, and
   * hold its place, for as long as the stream. Node's parser continues to the end of the data that it has received.
   */
  endPipelining(socket: Socket): 'closed' | 'open' {
    const connection = connectionOf(socket, itself, 'http');
    const { pending, isStreaming } = connection;
    if ((pending >= MAX_PIPELINED || isStreaming) && !socket.destroyed) this.connections.closePipelined(connection);
    return socket.destroyed ? 'closed' : 'open';
  }

  #limitOf(kind: RequestKind): InFlightLimit | OpenStreamLimit {
    if (kind === 'request') return this.requests;
    return kind === 'probe' ? this.httpProbes : this.eventStreams;
  }

  #onRefused({ protocol }: Connection): void {
    this.telemetry.metrics?.requestsRefused.inc({ protocol });
    const now = performance.now();
    if (now - this.#checkedAt < STALLED_CHECK_INTERVAL_MS) return;
    this.#checkedAt = now;
    this.telemetry.logger.warn(
      {
        in_flight: this.requests.inFlight,
        limit: this.config.MAX_REQUESTS_IN_FLIGHT,
        streams: this.rpcStreams.open + this.eventStreams.open,
      },
      'requests are refused, since too many are in flight',
    );
    this.connections.closeStalled();
  }
}

const itself = (socket: Socket): Socket => socket;
