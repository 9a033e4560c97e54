import { status } from '@grpc/grpc-js';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { chunksOf } from '#arbitraries';

import { lengthPrefixed, MAX_MESSAGE_LENGTH, MessageReader } from './length-prefixed-message.ts';

const message = fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes));

/** What a reader reports after chunks: the code of the first failure, or the message. */
function read(chunks: readonly Buffer[]) {
  const reader = new MessageReader();
  const failure = chunks.map((chunk) => reader.push(chunk)).find((result) => result !== undefined);
  return { code: failure?.code, message: failure ? undefined : reader.message };
}

/** Chunks among bytes that a read beyond their ends would find. */
const within = (chunks: readonly Buffer[]) =>
  chunks.map((chunk) => {
    const around = Buffer.alloc(chunk.length + 20, 0xee);
    around.set(chunk, 10);
    return around.subarray(10, 10 + chunk.length);
  });

it('a message is read as it was written, however its bytes are split into chunks', () => {
  const split = message.chain((bytes) => chunksOf(lengthPrefixed(bytes)).map((chunks) => ({ bytes, chunks })));
  fc.assert(
    fc.property(split, ({ bytes, chunks }) => {
      expect(read(within(chunks))).toEqual({ code: undefined, message: bytes });
    }),
    { numRuns: 2000 },
  );
});

it('a message that is not complete is no message, and not empty, however its bytes are split', () => {
  const cut = fc
    .tuple(message, fc.nat(2004))
    .filter(([bytes, length]) => length > 0 && length < bytes.length + 5)
    .chain(([bytes, length]) => chunksOf(lengthPrefixed(bytes).subarray(0, length)));
  fc.assert(
    fc.property(cut, (chunks) => {
      const reader = new MessageReader();
      for (const chunk of within(chunks)) expect(reader.push(chunk)).toBeUndefined();
      expect([reader.message, reader.isEmpty]).toEqual([undefined, false]);
    }),
    { numRuns: 2000 },
  );
});

it('anything after the message is INTERNAL, however the bytes are split', () => {
  const more = fc
    .tuple(message, fc.uint8Array({ minLength: 1, maxLength: 100 }))
    .chain(([bytes, rest]) => chunksOf(Buffer.concat([lengthPrefixed(bytes), rest])));
  fc.assert(
    fc.property(more, (chunks) => {
      expect(read(within(chunks)).code).toBe(status.INTERNAL);
    }),
    { numRuns: 2000 },
  );
});

it('any bytes are read as gRPC defines them, without an error and without memory for more than a message', () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    // Prefixes of lengths around each limit, and what follows them.
    fc
      .tuple(
        fc.constantFrom(0, 0, 0, 1, 2, 255),
        fc.constantFrom(0, 1, 3, MAX_MESSAGE_LENGTH, MAX_MESSAGE_LENGTH + 1, 2 ** 31, 2 ** 32 - 1),
        fc.uint8Array({ maxLength: 10 }),
      )
      .map(([flag, length, rest]) => {
        const prefix = Buffer.of(flag, 0, 0, 0, 0);
        prefix.writeUInt32BE(length, 1);
        return Buffer.concat([prefix, rest]);
      }),
  );
  const split = anyBytes.chain((bytes) => chunksOf(bytes).map((chunks) => ({ bytes, chunks })));
  fc.assert(
    fc.property(split, ({ bytes, chunks }) => {
      expect(read(within(chunks))).toEqual(expectedOf(bytes));
    }),
    { numRuns: 5000 },
  );
});

/** What gRPC over HTTP/2 makes of the content of a unary response. */
function expectedOf(bytes: Buffer): { code: status | undefined; message: Buffer | undefined } {
  const failed = (code: status) => ({ code, message: undefined });
  if (bytes.length > 0 && bytes[0] !== 0) return failed(status.INTERNAL);
  if (bytes.length < 5) return { code: undefined, message: undefined };
  const length = bytes.readUInt32BE(1);
  if (length > MAX_MESSAGE_LENGTH) return failed(status.RESOURCE_EXHAUSTED);
  if (bytes.length > 5 + length) return failed(status.INTERNAL);
  return { code: undefined, message: bytes.length === 5 + length ? bytes.subarray(5) : undefined };
}
