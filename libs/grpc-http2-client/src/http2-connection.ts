import { connect as connectHttp2, constants, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';

import { freeSessionAfterStream, nativePart } from './native-sessions.ts';

/** Time limit for the connection and the server's HTTP/2 SETTINGS frame. */
const CONNECT_TIMEOUT_MS = 5000;
const KEEPALIVE_TIMEOUT_MS = 5000;

/** Flow control windows, in bytes: a stream's is larger than most messages, so that they need no WINDOW_UPDATE. */
const STREAM_WINDOW = 256 * 1024;
const CONNECTION_WINDOW = 4 * 1024 * 1024;

/** The header fields of a response may take as many bytes, counted as RFC 9113 does (6.5.2). */
const MAX_HEADER_LIST_SIZE = 64 * 1024;

/** The stream after which a connection is replaced: HTTP/2 has 2^30 of them for a client. */
const LAST_STREAM_ID = 2 ** 31 - 1;

/** What the connections of a channel share. */
export interface ConnectionPool {
  readonly port: number;
  /** How often a connection with calls in flight sends PING, in milliseconds. */
  readonly keepaliveTimeMs: number;
  /** Called with each new session, before it is used. */
  readonly onSession?: ((session: ClientHttp2Session) => void) | undefined;
  /** The server refuses the rate of keepalive pings (gRFC A8). */
  onTooManyPings(): void;
  /** A stream has ended, or the server allows more of them. */
  onCapacity(connection: Http2Connection): void;
}

export interface ConnectionListener {
  /** The server has sent its SETTINGS. */
  onReady(): void;
  /** Called once: the connection accepts no more streams. Streams that are open may still end well. */
  onConnectionEnd(reason: string): void;
}

/** One HTTP/2 connection to one address. */
export class Http2Connection {
  readonly #session: ClientHttp2Session;
  readonly #socket: Socket;
  readonly #settingsTimer: NodeJS.Timeout;
  readonly #keepaliveTimer: NodeJS.Timeout;
  #state: 'connecting' | 'ready' | 'ended' = 'connecting';
  #nativeSession: object | undefined;
  #maxStreams = 0;
  #streams = 0;
  #error: Error | undefined;

  constructor(
    address: string,
    private readonly pool: ConnectionPool,
    private readonly listener: ConnectionListener,
  ) {
    this.#socket = connectTcp({ host: address, port: pool.port, noDelay: true });
    // maxSessionMemory counts requests that wait for the flow control window, and Node resets the streams of responses that
    // arrive while it is exceeded, with ENHANCE_YOUR_CALM. Messages and headers have limits of their own.
    const session = connectHttp2('http://localhost', {
      createConnection: () => this.#socket,
      maxSessionMemory: Number.MAX_SAFE_INTEGER,
      settings: { enablePush: false, initialWindowSize: STREAM_WINDOW, maxHeaderListSize: MAX_HEADER_LIST_SIZE },
    });
    this.#session = session;
    pool.onSession?.(session);
    // A session that is closed at once emits it after its end.
    session.once('connect', () => session.destroyed || session.setLocalWindowSize(CONNECTION_WINDOW));
    session.on('remoteSettings', ({ maxConcurrentStreams = Infinity }) => this.#setMaxStreams(maxConcurrentStreams));
    session.once('goaway', (code, lastStreamId, data) => {
      if (data?.toString() === 'too_many_pings') pool.onTooManyPings();
      this.#end(`the server sent GOAWAY with code ${code} and last stream ${lastStreamId}`);
    });
    session.on('error', (error) => (this.#error ??= error));
    session.once('close', () => this.#end(this.#reason));
    this.#settingsTimer = setTimeout(
      () => session.destroy(new Error(`no HTTP/2 SETTINGS frame within ${CONNECT_TIMEOUT_MS} ms`)),
      CONNECT_TIMEOUT_MS,
    );
    this.#keepaliveTimer = setInterval(() => this.#ping(), pool.keepaliveTimeMs).unref();
  }

  /** Whether another stream can be opened now. */
  get hasCapacity(): boolean {
    return this.#streams < this.#maxStreams && this.#state === 'ready' && !this.#session.closed;
  }

  /** Why all streams have ended, if the whole connection has. */
  get lost(): string | undefined {
    return this.#socket.destroyed || this.#session.destroyed ? this.#reason : undefined;
  }

  get #reason(): string {
    return this.#error?.message ?? 'the server closed the connection';
  }

  /**
   * Opens a stream, which its user has to release when it has closed.
   *
   * @param headers names and values in turn
   */
  open(headers: string[]): ClientHttp2Stream {
    this.#streams += 1;
    const stream: TrackedStream = this.#session.request(headers, REQUEST_OPTIONS);
    stream[NATIVE] = nativePart(stream);
    if (stream.id === LAST_STREAM_ID) this.close();
    return stream;
  }

  /** Opens no more streams, and closes the connection when all have ended. */
  close(): void {
    this.#session.close();
    this.#end('the client closed the connection');
  }

  /** Makes room for another stream in place of one of this connection that has closed. */
  release(stream: TrackedStream): void {
    if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) freeSessionAfterStream(this.#nativeSession, stream[NATIVE]);
    this.#streams -= 1;
    this.pool.onCapacity(this);
  }

  #setMaxStreams(count: number): void {
    this.#maxStreams = count;
    if (this.#state === 'connecting') {
      this.#nativeSession = nativePart(this.#session);
      clearTimeout(this.#settingsTimer);
      this.#state = 'ready';
      this.listener.onReady();
    } else this.pool.onCapacity(this);
  }

  #end(reason: string): void {
    if (this.#session.closed) clearTimeout(this.#settingsTimer);
    if (this.#session.destroyed) clearInterval(this.#keepaliveTimer);
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.listener.onConnectionEnd(reason);
  }

  #ping(): void {
    if (this.#streams === 0 || this.#session.destroyed) return;
    const timer = setTimeout(
      () => this.#session.destroy(new Error(`no PING response within ${KEEPALIVE_TIMEOUT_MS} ms`)),
      KEEPALIVE_TIMEOUT_MS,
    );
    this.#session.ping(() => clearTimeout(timer));
  }
}

const REQUEST_OPTIONS = { endStream: false };

const NATIVE = Symbol('native stream');

type TrackedStream = ClientHttp2Stream & { [NATIVE]?: object | undefined };
