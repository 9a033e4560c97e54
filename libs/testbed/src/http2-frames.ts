// HTTP/2 frames as bytes (RFC 9113, RFC 7541), for clients that send what no library lets them send.

/** Frame types of RFC 9113, section 6. */
export const FRAME_TYPE = {
  DATA: 0,
  HEADERS: 1,
  RST_STREAM: 3,
  SETTINGS: 4,
  PUSH_PROMISE: 5,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
} as const;

export const END_STREAM = 1;
export const ACK = 1;
export const END_HEADERS = 4;

/** The beginning of a client's first bytes. */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

const FRAME_HEADER_BYTES = 9;
const INITIAL_WINDOW_SIZE = 4;
/** The largest length that a string literal of HPACK has in one byte, plus 1. */
const LENGTH_PREFIX = 127;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/**
 * Encodes one frame (RFC 9113, section 4.1).
 *
 * @param length the length that its header states, which may be false
 */
export function encodeFrame(
  type: number,
  flags: number,
  streamId: number,
  payload: Uint8Array = Buffer.alloc(0),
  length = payload.length,
): Buffer {
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  header.writeUIntBE(length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(streamId, 5);
  return Buffer.concat([header, payload]);
}

/** Decodes the whole frames at the beginning of some bytes. */
export function decodeFrames(bytes: Buffer): { readonly frames: readonly Frame[]; readonly rest: Buffer } {
  const frames: Frame[] = [];
  let rest = bytes;
  while (rest.length >= FRAME_HEADER_BYTES) {
    const end = FRAME_HEADER_BYTES + rest.readUIntBE(0, 3);
    if (rest.length < end) break;
    frames.push({
      type: rest.readUInt8(3),
      flags: rest.readUInt8(4),
      streamId: rest.readUInt32BE(5) & 0x7f_ff_ff_ff,
      payload: rest.subarray(FRAME_HEADER_BYTES, end),
    });
    rest = rest.subarray(end);
  }
  return { frames, rest };
}

/** A SETTINGS frame with an initial window of so many bytes for each stream; without, an empty one. */
export function encodeSettings(initialWindowSize?: number): Buffer {
  const setting = Buffer.alloc(initialWindowSize === undefined ? 0 : 6);
  if (initialWindowSize !== undefined) {
    setting.writeUInt16BE(INITIAL_WINDOW_SIZE);
    setting.writeUInt32BE(initialWindowSize, 2);
  }
  return encodeFrame(FRAME_TYPE.SETTINGS, 0, 0, setting);
}

/** A WINDOW_UPDATE frame that admits so many bytes more, on a stream or, with id 0, on the connection. */
export function encodeWindowUpdate(streamId: number, bytes: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(bytes);
  return encodeFrame(FRAME_TYPE.WINDOW_UPDATE, 0, streamId, payload);
}

/** Encodes header fields as HPACK literals without indexing (RFC 7541, section 6.2.2), which change no state. */
export function encodeHeaders(fields: Iterable<readonly [name: string, value: string]>): Buffer {
  return Buffer.concat(
    Array.from(fields, ([name, value]) => [Buffer.of(0), encodeString(name), encodeString(value)]).flat(),
  );
}

/** A gRPC message with its prefix: the flag of compression and the length, each of which may be false. */
export function encodeMessage(message: Buffer, compressed = 0, length = message.length): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(compressed);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, message]);
}

/** A string without Huffman coding, its length as an integer with a prefix of seven bits (RFC 7541, section 5). */
function encodeString(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length < LENGTH_PREFIX) return Buffer.concat([Buffer.of(bytes.length), bytes]);
  const length = [LENGTH_PREFIX];
  let rest = bytes.length - LENGTH_PREFIX;
  for (; rest > 127; rest >>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.of(...length, rest), bytes]);
}
