import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import type { MethodDefinition } from '@grpc/grpc-js';

/** Frame types of RFC 9113, section 6. */
export const FRAME_TYPE = { DATA: 0, HEADERS: 1, RST_STREAM: 3, SETTINGS: 4, PING: 6, GOAWAY: 7, WINDOW_UPDATE: 8 };

const FRAME_HEADER_BYTES = 9;
const ACK = 0x1;
const END_STREAM = 0x1;
const END_HEADERS = 0x4;
const INITIAL_WINDOW_SIZE = 0x4;
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** Encodes one HTTP/2 frame (RFC 9113, section 4.1). */
export function encodeFrame(type: number, flags: number, streamId: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  header.writeUIntBE(payload.length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(streamId, 5);
  return Buffer.concat([header, payload]);
}

/**
 * An HTTP/2 client of single frames, for specs of what a server puts on the wire. It acknowledges SETTINGS and, unless told
 * otherwise, PING; it does nothing else by itself.
 */
export class RawHttp2Client implements Disposable {
  /** What the server has sent, in order. */
  readonly frames: Frame[] = [];
  /** Whether the server has closed the connection. */
  closed = false;
  /** Runs for each frame as soon as it has arrived, before it is acknowledged. */
  onFrame: (frame: Frame) => void = () => undefined;
  onClose: () => void = () => undefined;
  acknowledgesPings = true;
  #unread = Buffer.alloc(0);
  #nextStreamId = 1;

  private constructor(
    private readonly socket: Socket,
    initialWindowSize: number | undefined,
  ) {
    socket
      .on('error', () => undefined)
      .on('close', () => {
        this.closed = true;
        this.onClose();
      });
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    const settings = Buffer.alloc(initialWindowSize === undefined ? 0 : 6);
    if (initialWindowSize !== undefined) {
      settings.writeUInt16BE(INITIAL_WINDOW_SIZE);
      settings.writeUInt32BE(initialWindowSize, 2);
    }
    this.write(Buffer.from(PREFACE), encodeFrame(FRAME_TYPE.SETTINGS, 0, 0, settings));
  }

  /**
   * Resolves when the server has sent its SETTINGS; rejects if it closes the connection before.
   *
   * @param initialWindowSize how many bytes the server may send on a stream before a WINDOW_UPDATE; 65,535 unless given
   */
  static async connect(port: number, initialWindowSize?: number): Promise<RawHttp2Client> {
    const socket = connect(port, '127.0.0.1').setNoDelay();
    await once(socket, 'connect');
    const client = new RawHttp2Client(socket, initialWindowSize);
    while (client.frames.length === 0) {
      await Promise.race([once(socket, 'data'), once(socket, 'close')]);
      if (client.closed) throw new Error('the server has closed the connection before it sent a frame');
    }
    return client;
  }

  /** Writes bytes, such as those of encodeFrame, in one go. */
  write(...bytes: Buffer[]): void {
    this.socket.write(Buffer.concat(bytes));
  }

  /** Stops and resumes reading from the socket. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** The HEADERS frame that opens the next stream; the client still has to write it. */
  headers(path: string, more: Readonly<Record<string, string>> = {}): { streamId: number; bytes: Buffer } {
    const streamId = this.#nextStreamId;
    this.#nextStreamId += 2;
    const block = encodeHeaders({
      ':method': 'POST',
      ':scheme': 'http',
      ':path': path,
      ':authority': 'localhost',
      'content-type': 'application/grpc',
      te: 'trailers',
      ...more,
    });
    return { streamId, bytes: encodeFrame(FRAME_TYPE.HEADERS, END_HEADERS, streamId, block) };
  }

  /** The frames of a whole unary call; the client still has to write them. */
  call<Request>(
    { path, requestSerialize }: Pick<MethodDefinition<Request, unknown>, 'path' | 'requestSerialize'>,
    request: Request,
    more: Readonly<Record<string, string>> = {},
  ): { streamId: number; bytes: Buffer } {
    const { streamId, bytes } = this.headers(path, more);
    const data = encodeFrame(FRAME_TYPE.DATA, END_STREAM, streamId, encodeMessage(requestSerialize(request)));
    return { streamId, bytes: Buffer.concat([bytes, data]) };
  }

  acknowledgePing(payload: Buffer): void {
    this.write(encodeFrame(FRAME_TYPE.PING, ACK, 0, payload));
  }

  /** Whether a response has come to its end, with a message in it and without RST_STREAM. */
  isServed(streamId: number): boolean {
    const frames = this.frames.filter((frame) => frame.streamId === streamId);
    return (
      frames.some(({ type, payload }) => type === FRAME_TYPE.DATA && payload.length > 0) &&
      !frames.some(({ type }) => type === FRAME_TYPE.RST_STREAM) &&
      frames.some(({ type, flags }) => type === FRAME_TYPE.HEADERS && (flags & END_STREAM) !== 0)
    );
  }

  /** The last stream ids of all GOAWAY frames so far. */
  goaways(): number[] {
    return this.frames.filter(({ type }) => type === FRAME_TYPE.GOAWAY).map(({ payload }) => payload.readUInt32BE(0));
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    while (this.#unread.length >= FRAME_HEADER_BYTES) {
      const end = FRAME_HEADER_BYTES + this.#unread.readUIntBE(0, 3);
      if (this.#unread.length < end) return;
      const frame = {
        type: this.#unread.readUInt8(3),
        flags: this.#unread.readUInt8(4),
        streamId: this.#unread.readUInt32BE(5) & 0x7f_ff_ff_ff,
        payload: this.#unread.subarray(FRAME_HEADER_BYTES, end),
      };
      this.#unread = this.#unread.subarray(end);
      this.frames.push(frame);
      this.onFrame(frame);
      if (frame.type === FRAME_TYPE.SETTINGS && !(frame.flags & ACK))
        this.write(encodeFrame(FRAME_TYPE.SETTINGS, ACK, 0));
      if (frame.type === FRAME_TYPE.PING && !(frame.flags & ACK) && this.acknowledgesPings)
        this.acknowledgePing(frame.payload);
    }
  }
}

/** A gRPC message with its prefix: not compressed, and its length. */
export function encodeMessage(message: Buffer): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Encodes headers as HPACK literals without indexing (RFC 7541, section 6.2.2). */
function encodeHeaders(headers: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(
    Object.entries(headers).flatMap(([name, value]) => [Buffer.of(0), encodeString(name), encodeString(value)]),
  );
}

/** A string without Huffman coding, its length as an integer with a prefix of seven bits (RFC 7541, section 5). */
function encodeString(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length < 127) return Buffer.concat([Buffer.of(bytes.length), bytes]);
  const length = [127];
  let rest = bytes.length - 127;
  for (; rest > 127; rest >>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.of(...length, rest), bytes]);
}
