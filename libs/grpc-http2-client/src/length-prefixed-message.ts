import { status } from '@grpc/grpc-js';

import type { CallStatus } from './call-status.ts';

/** A byte that says whether the message is compressed, and four of its length. */
export const PREFIX_LENGTH = 5;

/** The longest message that is read, in bytes; the default of gRPC. */
export const MAX_MESSAGE_LENGTH = 4 * 1024 * 1024;

/** A message with its prefix, as gRPC over HTTP/2 sends it. */
export function lengthPrefixed(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(PREFIX_LENGTH + message.length);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, PREFIX_LENGTH);
  return framed;
}

/**
 * Reads the one message of a unary response from chunks of any size. A message in several chunks is copied into one buffer,
 * since a chunk keeps all of the memory alive that was read from the socket together with it.
 */
export class MessageReader {
  #prefix: Buffer | undefined;
  #message: Buffer | undefined;
  #received = 0;

  /** The whole message; undefined until it is complete. */
  get message(): Buffer | undefined {
    return this.#received === this.#message?.length ? this.#message : undefined;
  }

  /** Whether nothing of a message has been received. */
  get isEmpty(): boolean {
    return this.#prefix === undefined && this.#message === undefined;
  }

  /** @returns the status of the call if this chunk makes it fail */
  push(chunk: Buffer): CallStatus | undefined {
    let rest = chunk;
    if (!this.#message) {
      const start = this.#prefix ? Buffer.concat([this.#prefix, chunk]) : chunk;
      if (start.length > 0 && start[0] !== 0) return COMPRESSED;
      if (start.length < PREFIX_LENGTH) {
        this.#prefix = start;
        return undefined;
      }
      const length = start.readUInt32BE(1);
      if (length > MAX_MESSAGE_LENGTH) return tooLarge(length);
      rest = start.subarray(PREFIX_LENGTH);
      if (rest.length === length) {
        this.#message = rest;
        this.#received = length;
        return undefined;
      }
      this.#message = Buffer.allocUnsafe(length);
    }
    if (this.#received + rest.length > this.#message.length) return SECOND_MESSAGE;
    this.#received += rest.copy(this.#message, this.#received);
    return undefined;
  }
}

export const COMPRESSED: CallStatus = {
  code: status.INTERNAL,
  details: 'Received a compressed message, although this client accepts no compression',
};

const SECOND_MESSAGE: CallStatus = {
  code: status.INTERNAL,
  details: 'Received more than the one message of a unary call',
};

export const tooLarge = (length: number): CallStatus => ({
  code: status.RESOURCE_EXHAUSTED,
  details: `Received message larger than max (${length} vs ${MAX_MESSAGE_LENGTH})`,
});
