import { status } from '@grpc/grpc-js';

import type { CallStatus } from './call-status.ts';
import { COMPRESSED, MAX_MESSAGE_LENGTH, PREFIX_LENGTH, tooLarge } from './length-prefixed-message.ts';

/** Splits the bytes of a stream into its messages. */
export class MessageSplitter {
  /** The beginning of a message. A copy, since a chunk keeps all of the memory alive that was read together with it. */
  #rest: Buffer | undefined;

  /**
   * @param onMessage gets each whole message, whose memory is that of the chunk
   * @returns the status of the call if this chunk makes it fail
   */
  push(chunk: Buffer, onMessage: (message: Buffer) => void): CallStatus | undefined {
    let bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = undefined;
    while (bytes.length >= PREFIX_LENGTH) {
      if (bytes[0] !== 0) return COMPRESSED;
      const length = bytes.readUInt32BE(1);
      if (length > MAX_MESSAGE_LENGTH) return tooLarge(length);
      const end = PREFIX_LENGTH + length;
      if (bytes.length < end) break;
      onMessage(bytes.subarray(PREFIX_LENGTH, end));
      bytes = bytes.subarray(end);
    }
    if (bytes.length > 0) this.#rest = Buffer.from(bytes);
    return undefined;
  }

  /** The status of a call that ends well, but in the middle of a message; undefined if it does not. */
  get truncation(): CallStatus | undefined {
    return this.#rest && { code: status.INTERNAL, details: 'The server sent an incomplete message' };
  }
}
