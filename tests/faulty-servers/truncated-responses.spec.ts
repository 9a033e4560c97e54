import { status } from '@grpc/grpc-js';
import { encodeFrame, encodeMessage, FRAME_TYPE, type RawServerStream } from '#testbed';

import { describeFaults } from './describe-faults.ts';

const MESSAGE = encodeMessage(Buffer.from('a message of the response'));
const FRAME_HEADER_BYTES = 9;

/** A response of these bytes, with OK as its status. */
const respondWith = (bytes: Buffer) => (stream: RawServerStream) => {
  stream.headers();
  stream.data(bytes);
  stream.trailers();
};

/** The beginning of a DATA frame of one message; the connection ends after it. */
const cutAfter = (bytes: number) => (stream: RawServerStream) => {
  stream.headers();
  stream.connection.write(encodeFrame(FRAME_TYPE.DATA, 0, stream.id, MESSAGE).subarray(0, bytes));
  stream.connection.end();
};

describeFaults('a call', [
  {
    when: 'after a connection that ends in the midst of a frame header',
    server: cutAfter(4),
    code: status.UNAVAILABLE,
  },
  {
    when: 'after a connection that ends in the midst of the prefix of a message',
    server: cutAfter(FRAME_HEADER_BYTES + 3),
    code: status.UNAVAILABLE,
  },
  {
    when: 'after a connection that ends in the midst of a message',
    server: cutAfter(FRAME_HEADER_BYTES + 12),
    code: status.UNAVAILABLE,
  },
  {
    when: 'after a connection that ends in place of the trailers',
    server: cutAfter(FRAME_HEADER_BYTES + MESSAGE.length),
    code: status.UNAVAILABLE,
  },
  {
    when: 'after a connection that is reset in the midst of a message',
    server: (stream) => {
      stream.headers();
      stream.data(MESSAGE.subarray(0, 9));
      stream.connection.socket.resetAndDestroy();
    },
    code: status.UNAVAILABLE,
  },
  {
    when: 'after trailers in the midst of the prefix of a message',
    server: respondWith(MESSAGE.subarray(0, 3)),
    code: status.INTERNAL,
  },
  {
    when: 'after trailers in the midst of a message',
    server: respondWith(MESSAGE.subarray(0, -1)),
    code: status.INTERNAL,
  },
]);
