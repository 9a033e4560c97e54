import { status } from '@grpc/grpc-js';
import { encodeFrame, encodeMessage, END_STREAM, FRAME_TYPE, type RawServerStream } from '#testbed';

import { describeFaults } from './describe-faults.ts';

const MESSAGE = encodeMessage(Buffer.from('a message of the response'));
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** A response of these bytes, with OK as its status. */
const respondWith = (bytes: Buffer) => (stream: RawServerStream) => {
  stream.headers();
  stream.data(bytes);
  stream.trailers();
};

describeFaults('a call', [
  {
    when: 'after OK without a message',
    server: (stream) => {
      stream.headers();
      stream.trailers();
    },
    code: status.INTERNAL,
  },
  {
    when: 'after a trailers-only response with OK',
    server: (stream) =>
      stream.trailers([
        [':status', '200'],
        ['content-type', 'application/grpc'],
        ['grpc-status', '0'],
      ]),
    code: status.INTERNAL,
  },
  {
    when: 'after two messages',
    server: respondWith(Buffer.concat([MESSAGE, MESSAGE])),
    // grpc-js delivers the first message and waits for the second one to be read.
    code: { 'grpc-js': status.DEADLINE_EXCEEDED, http2: status.INTERNAL },
    timeoutMs: 1000,
  },
  {
    when: 'after a message and the beginning of another',
    server: respondWith(Buffer.concat([MESSAGE, MESSAGE.subarray(0, 2)])),
    code: { 'grpc-js': status.OK, http2: status.INTERNAL },
  },
  {
    when: 'after a message above 4 MiB by its prefix, which is never sent',
    server: (stream) => {
      stream.headers();
      stream.data(encodeMessage(Buffer.from('x'), 0, MAX_MESSAGE_BYTES + 1));
    },
    code: status.RESOURCE_EXHAUSTED,
  },
  {
    when: 'after a message of 4 GiB by its prefix, which is never sent',
    server: (stream) => {
      stream.headers();
      stream.data(encodeMessage(Buffer.from('x'), 0, 2 ** 32 - 1));
    },
    code: status.RESOURCE_EXHAUSTED,
  },
  {
    when: 'at its deadline, where a message of 4 MiB by its prefix is never sent,',
    server: (stream) => {
      stream.headers();
      stream.data(encodeMessage(Buffer.from('x'), 0, MAX_MESSAGE_BYTES));
    },
    code: status.DEADLINE_EXCEEDED,
    timeoutMs: 1000,
  },
  {
    when: 'after a compressed message without grpc-encoding',
    server: respondWith(encodeMessage(Buffer.from('x'), 1)),
    // grpc-js ends such calls without a code.
    code: { 'grpc-js': status.UNKNOWN, http2: status.INTERNAL },
  },
  {
    when: 'after a compressed message with an unknown grpc-encoding',
    server: (stream) => {
      stream.headers([
        [':status', '200'],
        ['content-type', 'application/grpc'],
        ['grpc-encoding', 'snappy'],
      ]);
      stream.data(encodeMessage(Buffer.from('x'), 1));
      stream.trailers();
    },
    code: { 'grpc-js': status.UNKNOWN, http2: status.INTERNAL },
  },
  {
    when: 'after a compressed message of bytes that are no gzip',
    server: (stream) => {
      stream.headers([
        [':status', '200'],
        ['content-type', 'application/grpc'],
        ['grpc-encoding', 'gzip'],
      ]);
      stream.data(encodeMessage(Buffer.from('no gzip'), 1));
      stream.trailers();
    },
    code: status.INTERNAL,
  },
  {
    when: 'with a message that is not compressed, although its encoding is gzip,',
    server: (stream) => {
      stream.headers([
        [':status', '200'],
        ['content-type', 'application/grpc'],
        ['grpc-encoding', 'gzip'],
      ]);
      stream.data(stream.body);
      stream.trailers();
    },
    code: status.OK,
  },
  {
    when: 'after a compression flag that gRPC does not define',
    server: respondWith(encodeMessage(Buffer.from('x'), 2)),
    code: { 'grpc-js': status.OK, http2: status.INTERNAL },
  },
  {
    when: 'after DATA with END_STREAM in place of trailers',
    server: (stream) => {
      stream.headers();
      stream.data(MESSAGE, END_STREAM);
    },
    code: status.INTERNAL,
  },
  {
    when: 'after DATA before HEADERS',
    server: (stream) => {
      stream.data(MESSAGE);
      stream.respond();
    },
    // The client ends the connection; grpc-js reports that as an error of the client.
    code: { 'grpc-js': status.INTERNAL, http2: status.UNAVAILABLE },
  },
  {
    when: 'after DATA for a stream that the client has not opened',
    server: (stream) => stream.connection.write(encodeFrame(FRAME_TYPE.DATA, 0, 99, MESSAGE)),
    // The client ends the connection; grpc-js reports that as an error of the client.
    code: { 'grpc-js': status.INTERNAL, http2: status.UNAVAILABLE },
  },
  {
    when: 'with a message that comes in one byte after another',
    server: (stream) => {
      stream.headers();
      for (const byte of stream.body) stream.data(Buffer.of(byte));
      stream.trailers();
    },
    code: status.OK,
  },
  {
    when: 'with a message that comes among empty DATA frames',
    server: (stream) => {
      stream.headers();
      for (let count = 0; count < 100; count += 1) stream.data(Buffer.alloc(0));
      stream.data(stream.body);
      stream.data(Buffer.alloc(0));
      stream.trailers();
    },
    code: status.OK,
  },
]);
