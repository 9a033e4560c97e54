import { status } from '@grpc/grpc-js';
import { encodeMessage, type RawServerStream } from '#testbed';

import { describeFaults, type ExpectedCode } from './describe-faults.ts';

type Fields = (readonly [name: string, value: string])[];

const STATUS_200: Fields = [
  [':status', '200'],
  ['content-type', 'application/grpc'],
];

const respondWith = (trailers: Fields) => (stream: RawServerStream) =>
  stream.respond(Buffer.from('a message'), trailers);
const trailersOnly = (trailers: Fields) => (stream: RawServerStream) => stream.trailers([...STATUS_200, ...trailers]);

/** Values of grpc-status that gRPC does not define. grpc-js reads them as JavaScript numbers. */
const STATUSES: readonly (readonly [value: string, code: ExpectedCode])[] = [
  ['', { 'grpc-js': status.OK, http2: status.UNKNOWN }],
  ['x', status.UNKNOWN],
  ['17', status.UNKNOWN],
  ['-1', status.UNKNOWN],
  ['1e1', { 'grpc-js': status.ABORTED, http2: status.UNKNOWN }],
  ['0x5', { 'grpc-js': status.NOT_FOUND, http2: status.UNKNOWN }],
  ['5.5', status.UNKNOWN],
  ['99999999999999999999', status.UNKNOWN],
  ['constructor', status.UNKNOWN],
];

describeFaults(
  'a call',
  STATUSES.flatMap(([value, code]) => [
    {
      when: `after a grpc-status of "${value}" in trailers`,
      server: respondWith([['grpc-status', value]]),
      code,
    },
    {
      when: `after a grpc-status of "${value}" in a trailers-only response`,
      server: trailersOnly([['grpc-status', value]]),
      // Without a message OK is no response.
      code: value === '' ? { 'grpc-js': status.INTERNAL, http2: status.UNKNOWN } : code,
    },
  ]),
);

/** What grpc-message may hold, and what is read from it: characters that can't be decoded stay as they are. */
const MESSAGES: readonly (readonly [value: string, details: string])[] = [
  ['100%25 of it', '100% of it'],
  ['%', '%'],
  ['%zz', '%zz'],
  ['%e', '%e'],
  ['50% of %e2%82', '50% of'],
  ['', ''],
  ['a'.repeat(4000), 'a'.repeat(4000)],
];

describeFaults(
  'a call',
  MESSAGES.map(([value, details]) => ({
    when: `and details after a grpc-message of "${value.slice(0, 20)}"`,
    server: trailersOnly([
      ['grpc-status', '9'],
      ['grpc-message', value],
    ]),
    code: status.FAILED_PRECONDITION,
    details,
  })),
);

describeFaults('a call', [
  {
    when: 'after trailers without grpc-status',
    server: respondWith([['x-other', 'field']]),
    code: { 'grpc-js': status.UNKNOWN, http2: status.INTERNAL },
  },
  {
    when: 'after trailers with grpc-status twice',
    server: respondWith([
      ['grpc-status', '0'],
      ['grpc-status', '5'],
    ]),
    code: status.UNKNOWN,
  },
  {
    when: 'with the first of two blocks of trailers',
    server: (stream) => {
      stream.respond(Buffer.from('a message'));
      stream.trailers([['grpc-status', '13']]);
    },
    code: status.OK,
  },
  {
    when: 'after trailers without END_STREAM',
    server: (stream) => {
      stream.headers();
      stream.data(encodeMessage(Buffer.from('a message')));
      stream.headers([['grpc-status', '0']]);
    },
    code: status.INTERNAL,
  },
  {
    when: 'after trailers with a pseudo-header field',
    server: respondWith([
      [':status', '200'],
      ['grpc-status', '0'],
    ]),
    code: status.INTERNAL,
  },
  {
    when: 'after trailers with a field name in upper case',
    server: respondWith([
      ['grpc-status', '0'],
      ['X-Upper', 'case'],
    ]),
    code: status.INTERNAL,
  },
  {
    when: 'although a -bin field of the trailers is no base64,',
    server: respondWith([
      ['grpc-status', '0'],
      ['x-bytes-bin', '%%%'],
    ]),
    code: status.OK,
  },
  {
    when: 'although a field of the headers has the name of a property of objects,',
    server: (stream) => {
      stream.headers([...STATUS_200, ['constructor', 'a'], ['__proto__', 'b'], ['tostring', 'c']]);
      stream.data(stream.body);
      stream.trailers();
    },
    code: status.OK,
  },
]);
