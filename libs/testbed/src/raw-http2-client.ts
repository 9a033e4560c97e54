import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import type { MethodDefinition } from '@grpc/grpc-js';

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

/**
 * An HTTP/2 client of single frames, for specs of what a server puts on the wire. It acknowledges SETTINGS and, unless
 * configured otherwise, PING; it does nothing else by itself.
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
  #unread: Buffer = Buffer.alloc(0);
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
    this.write(PREFACE, encodeSettings(initialWindowSize));
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
      // Without `once` of node:events, which rejects at a reset connection.
      await new Promise((resolve) => void socket.once('data', resolve).once('close', resolve));
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
    const fields = {
      ':method': 'POST',
      ':scheme': 'http',
      ':path': path,
      ':authority': 'localhost',
      'content-type': 'application/grpc',
      te: 'trailers',
      ...more,
    };
    const block = encodeHeaders(Object.entries(fields));
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
    const { frames, rest } = decodeFrames(Buffer.concat([this.#unread, chunk]));
    this.#unread = rest;
    for (const frame of frames) {
      this.frames.push(frame);
      this.onFrame(frame);
      if (frame.type === FRAME_TYPE.SETTINGS && !(frame.flags & ACK))
        this.write(encodeFrame(FRAME_TYPE.SETTINGS, ACK, 0));
      if (frame.type === FRAME_TYPE.PING && !(frame.flags & ACK) && this.acknowledgesPings)
        this.acknowledgePing(frame.payload);
    }
  }
}
