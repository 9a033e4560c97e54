import type { Server, Socket } from 'node:net';

/** An open connection of either port. */
export interface Connection {
  readonly protocol: 'http' | 'grpc';
  readonly socket: Socket;
  /** How many of its requests are in flight. */
  inFlight: number;
  /** How many long-lived streams are open on it, which are no requests in flight. */
  openStreams: number;
  /** Over HTTP: how many requests wait for their response to leave, those that are refused as well. */
  pending: number;
  /** Over HTTP: whether one of these is a stream of events, which ends when its client leaves. */
  isStreaming: boolean;
  /** When a request on it last began while none was in flight, or ended; until then when it was opened. By performance.now(). */
  lastUsedAt: number;
}

/** Why a connection was closed that its client had not finished with: docs/observability.md. */
export type ClosedBecause = 'limit' | 'stalled' | 'pipelined';

/** As after a request for an upgrade, what follows is not HTTP (llhttp's on_headers_complete). */
const STOP_PARSING = 2;

const CONNECTION = Symbol('connection');
type Connected = { [CONNECTION]?: Connection };

/** The open connections of a service. */
export class OpenConnections {
  readonly #ports: Set<Connection>[] = [];

  /**
   * @param stalledAfterMs after this time without an ended request a connection with requests in flight is stalled
   * @param onClosed is called for each connection that is closed before its client has finished with it
   */
  constructor(
    private readonly stalledAfterMs: number,
    private readonly onClosed: (connection: Connection, reason: ClosedBecause) => void,
  ) {}

  /**
   * Keeps a port at no more than `max` connections. A new connection beyond that takes the place of the least recently
   * used one that has no request in flight and no stream open, so that a probe is served while idle connections are open. If all have
   * requests in flight, the new one is closed. (Node's maxConnections always closes the new one.)
   */
  limit(server: Server, protocol: Connection['protocol'], max: number): void {
    const open = new Set<Connection>();
    this.#ports.push(open);
    server.prependListener('connection', (socket: Socket) => {
      if (open.size >= max && !this.#makeRoom(open)) return void socket.destroy();
      const connection = openConnection(socket, protocol);
      (socket as Connected)[CONNECTION] = connection;
      open.add(connection);
      socket.on('close', () => open.delete(connection));
    });
  }

  /**
   * Closes each connection on which requests are in flight and none has ended for as long as a stalled one may take: its
   * client does not read its responses, or does not finish its requests.
   */
  closeStalled(): void {
    const before = performance.now() - this.stalledAfterMs;
    for (const open of this.#ports) {
      for (const connection of open) {
        if (connection.inFlight > 0 && connection.lastUsedAt < before) this.#close(open, connection, 'stalled');
      }
    }
  }

  /**
   * Closes a connection whose client sends more requests at a time than it may. Node keeps all requests of one read until the
   * socket has been closed, which is after it has read from all other sockets as well; so its parser is stopped.
   */
  closePipelined(connection: Connection): void {
    stopParsing(connection.socket);
    connection.socket.destroy();
    this.onClosed(connection, 'pipelined');
  }

  #makeRoom(open: Set<Connection>): boolean {
    let leastRecent: Connection | undefined;
    for (const connection of open) {
      if (connection.inFlight > 0 || connection.openStreams > 0) continue;
      if (!leastRecent || connection.lastUsedAt < leastRecent.lastUsedAt) leastRecent = connection;
    }
    if (leastRecent) this.#close(open, leastRecent, 'limit');
    return leastRecent !== undefined;
  }

  #close(open: Set<Connection>, connection: Connection, reason: ClosedBecause): void {
    // At once, since the socket's own event comes later.
    open.delete(connection);
    connection.socket.destroy();
    this.onClosed(connection, reason);
  }
}

/**
 * The connection of a socket, or of what keeps it for one, as an HTTP/2 session does.
 *
 * @param socketOf finds the socket of `holder`, on its first call
 */
export function connectionOf<T extends object>(
  holder: T,
  socketOf: (holder: T) => Socket,
  protocol: Connection['protocol'],
): Connection {
  return ((holder as Connected)[CONNECTION] ??=
    (socketOf(holder) as Connected)[CONNECTION] ??
    // Of a server that nobody limits.
    openConnection(socketOf(holder), protocol));
}

const openConnection = (socket: Socket, protocol: Connection['protocol']): Connection => ({
  protocol,
  socket,
  inFlight: 0,
  openStreams: 0,
  pending: 0,
  isStreaming: false,
  lastUsedAt: performance.now(),
});

/** Discards further requests on an HTTP connection; the content of the present one still arrives. */
export function stopParsing(socket: Socket): void {
  const { parser } = socket as Socket & { parser?: { onIncoming?: (request: { upgrade: boolean }) => number } | null };
  if (!parser) return;
  parser.onIncoming = (request) => {
    // For an upgrade or CONNECT Node would emit an event, or close the connection.
    request.upgrade = false;
    return STOP_PARSING;
  };
}

/** Says that the client of an HTTP connection reads its response, so that the connection does not count as stalled. */
export function markUsed(socket: Socket): void {
  const connection = (socket as Connected)[CONNECTION];
  if (connection) connection.lastUsedAt = performance.now();
}
