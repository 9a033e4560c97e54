import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

import {
  ACK,
  decodeFrames,
  encodeFrame,
  encodeHeaders,
  encodeMessage,
  encodeSettings,
  END_HEADERS,
  END_STREAM,
  FRAME_TYPE,
  PREFACE,
  type Frame,
} from './http2-frames.ts';

type Fields = Iterable<readonly [name: string, value: string]>;

const RESPONSE_FIELDS: Fields = [
  [':status', '200'],
  ['content-type', 'application/grpc'],
];
const OK_FIELDS: Fields = [['grpc-status', '0']];
const MESSAGE_PREFIX_BYTES = 5;

/** What a server does at each event; what it leaves out is done as a healthy gRPC server does it. */
export interface RawHttp2Script {
  /** A client has connected. By default the server sends SETTINGS. */
  readonly onConnect?: (connection: RawServerConnection) => void;
  /** The HEADERS of a request have arrived. */
  readonly onHeaders?: (stream: RawServerStream) => void;
  /** A request is complete. By default the server responds with the request's message and OK. */
  readonly onRequest?: (stream: RawServerStream) => void;
}

/** A stream of a client, as its server has it. */
export class RawServerStream {
  /** What the client has sent: a message with its prefix. */
  body: Buffer = Buffer.alloc(0);

  constructor(
    readonly connection: RawServerConnection,
    readonly id: number,
  ) {}

  /** Writes HEADERS; with END_STREAM they are trailers, or a trailers-only response. */
  headers(fields: Fields = RESPONSE_FIELDS, flags = END_HEADERS): void {
    this.connection.write(encodeFrame(FRAME_TYPE.HEADERS, flags, this.id, encodeHeaders(fields)));
  }

  trailers(fields: Fields = OK_FIELDS): void {
    this.headers(fields, END_HEADERS | END_STREAM);
  }

  data(bytes: Buffer, flags = 0): void {
    this.connection.write(encodeFrame(FRAME_TYPE.DATA, flags, this.id, bytes));
  }

  /** Writes RST_STREAM with an error code of RFC 9113, section 7. */
  reset(code: number): void {
    this.connection.write(encodeFrame(FRAME_TYPE.RST_STREAM, 0, this.id, uint32(code)));
  }

  /** Writes a whole response: by default the request's message, and OK. */
  respond(message: Buffer = this.body.subarray(MESSAGE_PREFIX_BYTES), trailers: Fields = OK_FIELDS): void {
    this.headers();
    this.data(encodeMessage(message));
    this.trailers(trailers);
  }
}

/** A connection of a client, as its server has it. It acknowledges SETTINGS and PING unless it is silent. */
export class RawServerConnection {
  /** A silent connection reads, and writes nothing by itself. */
  isSilent = false;
  readonly #streams = new Map<number, RawServerStream>();
  #unread: Buffer = Buffer.alloc(0);
  #hasPreface = false;

  /** @param script what the server does at this moment */
  constructor(
    readonly socket: Socket,
    private readonly script: () => RawHttp2Script,
  ) {
    socket.setNoDelay().on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  /** Writes bytes, such as those of encodeFrame, in one go. */
  write(...bytes: Buffer[]): void {
    if (this.socket.writable) this.socket.write(Buffer.concat(bytes));
  }

  goaway(lastStreamId: number, code = 0, debugData = ''): void {
    const payload = Buffer.concat([uint32(lastStreamId), uint32(code), Buffer.from(debugData)]);
    this.write(encodeFrame(FRAME_TYPE.GOAWAY, 0, 0, payload));
  }

  /** Closes the connection after what has been written. */
  end(): void {
    this.socket.end();
  }

  #read(chunk: Buffer): void {
    if (this.isSilent) return;
    this.#unread = Buffer.concat([this.#unread, chunk]);
    if (!this.#hasPreface) {
      if (this.#unread.length < PREFACE.length) return;
      this.#unread = this.#unread.subarray(PREFACE.length);
      this.#hasPreface = true;
    }
    const { frames, rest } = decodeFrames(this.#unread);
    this.#unread = rest;
    for (const frame of frames) this.#receive(frame);
  }

  #receive({ type, flags, streamId, payload }: Frame): void {
    if (type === FRAME_TYPE.SETTINGS && !(flags & ACK)) this.write(encodeFrame(FRAME_TYPE.SETTINGS, ACK, 0));
    if (type === FRAME_TYPE.PING && !(flags & ACK)) this.write(encodeFrame(FRAME_TYPE.PING, ACK, 0, payload));
    if (type === FRAME_TYPE.RST_STREAM) this.#streams.delete(streamId);
    if (type !== FRAME_TYPE.HEADERS && type !== FRAME_TYPE.DATA) return;
    const isNew = !this.#streams.has(streamId);
    const stream = this.#streams.get(streamId) ?? new RawServerStream(this, streamId);
    this.#streams.set(streamId, stream);
    if (isNew) this.script().onHeaders?.(stream);
    if (type === FRAME_TYPE.DATA) stream.body = Buffer.concat([stream.body, payload]);
    if (!(flags & END_STREAM)) return;
    this.#streams.delete(streamId);
    const { onRequest } = this.script();
    if (onRequest) onRequest(stream);
    else stream.respond();
  }
}

/**
 * A gRPC server of single frames on the loopback address, for specs of what a client does with frames that no library sends.
 * Without a script it responds to each call with the call's own message.
 */
export class RawHttp2Server implements AsyncDisposable {
  /** Of connections and streams from now on. */
  script: RawHttp2Script;
  /** How many connections it has accepted. */
  accepted = 0;
  readonly #open = new Set<Socket>();
  readonly #server = createServer((socket) => this.#accept(socket));

  private constructor(script: RawHttp2Script) {
    this.script = script;
  }

  /** Listens; port 0 takes a free one. */
  static async start(script: RawHttp2Script = {}, { host = '127.0.0.1', port = 0 } = {}): Promise<RawHttp2Server> {
    const server = new RawHttp2Server(script);
    server.#server.listen(port, host);
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How many connections are open. */
  get openConnections(): number {
    return this.#open.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await this.#server[Symbol.asyncDispose]();
  }

  #accept(socket: Socket): void {
    this.accepted += 1;
    this.#open.add(socket);
    socket.on('close', () => this.#open.delete(socket));
    const connection = new RawServerConnection(socket, () => this.script);
    const { onConnect } = this.script;
    if (onConnect) onConnect(connection);
    else connection.write(encodeSettings());
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
