import { status } from '@grpc/grpc-js';
import { encodeFrame, encodeHeaders, END_HEADERS, END_STREAM, FRAME_TYPE, type RawServerStream } from '#testbed';

import { describeFaults } from './describe-faults.ts';

const STATUS_200: readonly (readonly [name: string, value: string])[] = [
  [':status', '200'],
  ['content-type', 'application/grpc'],
];
/** The client ends the connection; grpc-js reports that as an error of the client. */
const CONNECTION_ENDS = { 'grpc-js': status.INTERNAL, http2: status.UNAVAILABLE };
const MAX_FRAME_BYTES = 16_384;

/** Writes a block of headers or trailers in as many frames as it needs. */
function writeBlock(stream: RawServerStream, block: Buffer, flags = 0): void {
  for (let at = 0; at < block.length; at += MAX_FRAME_BYTES) {
    const isLast = at + MAX_FRAME_BYTES >= block.length;
    const type = at === 0 ? FRAME_TYPE.HEADERS : FRAME_TYPE.CONTINUATION;
    const ofFrame = (at === 0 ? flags : 0) | (isLast ? END_HEADERS : 0);
    stream.connection.write(encodeFrame(type, ofFrame, stream.id, block.subarray(at, at + MAX_FRAME_BYTES)));
  }
}

const manyFields = (count: number, value = 'value') =>
  Array.from({ length: count }, (_, index): [string, string] => [`x-field-${index}`, value]);

describeFaults('a call', [
  {
    when: 'after CONTINUATION of no HEADERS',
    server: (stream) => {
      const block = encodeHeaders([['x-field', 'value']]);
      stream.connection.write(encodeFrame(FRAME_TYPE.CONTINUATION, END_HEADERS, stream.id, block));
    },
    code: CONNECTION_ENDS,
  },
  {
    when: 'after a field of 100,000 bytes in its headers',
    server: (stream) => {
      writeBlock(stream, encodeHeaders([...STATUS_200, ['x-field', 'x'.repeat(100_000)]]));
      stream.data(stream.body);
      stream.trailers();
    },
    code: CONNECTION_ENDS,
  },
  {
    when: 'after a field of 100,000 bytes in its trailers',
    server: (stream) => {
      stream.headers();
      stream.data(stream.body);
      writeBlock(
        stream,
        encodeHeaders([
          ['grpc-status', '0'],
          ['x-field', 'x'.repeat(100_000)],
        ]),
        END_STREAM,
      );
    },
    code: CONNECTION_ENDS,
  },
  {
    when: 'with 100 fields in its headers',
    server: (stream) => {
      writeBlock(stream, encodeHeaders([...STATUS_200, ...manyFields(100)]));
      stream.data(stream.body);
      stream.trailers();
    },
    code: status.OK,
  },
  {
    when: 'after a block that HPACK does not allow',
    server: (stream) => {
      // An index beyond the tables.
      stream.connection.write(encodeFrame(FRAME_TYPE.HEADERS, END_HEADERS, stream.id, Buffer.of(0xff, 0xff, 0x7f)));
    },
    code: CONNECTION_ENDS,
  },
  {
    when: 'after HEADERS with a pseudo-header field of requests',
    server: (stream) => {
      stream.headers([...STATUS_200, [':path', '/']]);
      stream.data(stream.body);
      stream.trailers();
    },
    code: status.INTERNAL,
  },
  {
    when: 'after HEADERS with a field that belongs to a connection',
    server: (stream) => {
      stream.headers([...STATUS_200, ['connection', 'close']]);
      stream.data(stream.body);
      stream.trailers();
    },
    code: status.INTERNAL,
  },
  {
    when: 'after a content-length other than that of the content',
    server: (stream) => {
      stream.headers([...STATUS_200, ['content-length', '1']]);
      stream.data(stream.body);
      stream.trailers();
    },
    code: CONNECTION_ENDS,
  },
  {
    when: 'after PUSH_PROMISE',
    server: (stream) => {
      const promised = Buffer.concat([Buffer.of(0, 0, 0, 2), encodeHeaders(STATUS_200)]);
      stream.connection.write(encodeFrame(FRAME_TYPE.PUSH_PROMISE, END_HEADERS, stream.id, promised));
      stream.respond();
    },
    // grpc-js does not disable it, and ignores the pushed stream.
    code: { 'grpc-js': status.OK, http2: status.UNAVAILABLE },
  },
  {
    when: 'with a response that precedes the end of the request',
    server: {
      onHeaders: (stream) => stream.respond(Buffer.from('a message')),
      onRequest: () => undefined,
    },
    code: status.OK,
  },
  {
    when: 'with an error that precedes the end of the request, whose stream the server resets with NO_ERROR',
    server: {
      onHeaders: (stream) => {
        stream.trailers([...STATUS_200, ['grpc-status', '8'], ['grpc-message', 'busy']]);
        stream.reset(0);
      },
      onRequest: () => undefined,
    },
    code: status.RESOURCE_EXHAUSTED,
    details: 'busy',
  },
]);
