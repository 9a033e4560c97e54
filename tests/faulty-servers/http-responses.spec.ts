import { status } from '@grpc/grpc-js';
import { encodeMessage, END_HEADERS, END_STREAM, type RawServerStream } from '#testbed';

import { describeFaults } from './describe-faults.ts';

const HTML = Buffer.from('<!doctype html><title>503 Service Unavailable</title><h1>upstream connect error</h1>');

/** What gRPC makes of an HTTP status without grpc-status (grpc/doc/http-grpc-status-mapping.md). */
const HTTP_STATUSES: readonly (readonly [httpStatus: string, code: status])[] = [
  ['204', status.UNKNOWN],
  ['302', status.UNKNOWN],
  ['400', status.INTERNAL],
  ['401', status.UNAUTHENTICATED],
  ['403', status.PERMISSION_DENIED],
  ['404', status.UNIMPLEMENTED],
  ['415', status.UNKNOWN],
  ['429', status.UNAVAILABLE],
  ['500', status.UNKNOWN],
  ['502', status.UNAVAILABLE],
  ['503', status.UNAVAILABLE],
  ['504', status.UNAVAILABLE],
  ['505', status.UNKNOWN],
];

describeFaults(
  'a call',
  // A response with HTTP status 204 that has content is malformed.
  HTTP_STATUSES.filter(([httpStatus]) => httpStatus !== '204').map(([httpStatus, code]) => ({
    when: `after HTTP status ${httpStatus} with a page of HTML`,
    server: (stream: RawServerStream) => {
      stream.headers([
        [':status', httpStatus],
        ['content-type', 'text/html'],
      ]);
      stream.data(HTML, END_STREAM);
    },
    code,
  })),
);

describeFaults(
  'a call',
  HTTP_STATUSES.map(([httpStatus, code]) => ({
    when: `after HTTP status ${httpStatus} without content`,
    server: (stream: RawServerStream) => stream.headers([[':status', httpStatus]], END_HEADERS | END_STREAM),
    code,
  })),
);

describeFaults('a call', [
  {
    when: 'after content with HTTP status 204, which has none',
    server: (stream) => {
      stream.headers([[':status', '204']]);
      stream.data(HTML, END_STREAM);
    },
    code: { 'grpc-js': status.INTERNAL, http2: status.UNKNOWN },
  },
  {
    when: 'after a page of HTML with HTTP status 200',
    server: (stream) => {
      stream.headers([
        [':status', '200'],
        ['content-type', 'text/html'],
      ]);
      stream.data(HTML, END_STREAM);
    },
    // grpc-js reads HTML as a message that is too large.
    code: { 'grpc-js': status.RESOURCE_EXHAUSTED, http2: status.UNKNOWN },
  },
  {
    when: 'after HTTP status 200 without content and grpc-status',
    server: (stream) => stream.headers([[':status', '200']], END_HEADERS | END_STREAM),
    code: { 'grpc-js': status.UNKNOWN, http2: status.UNKNOWN },
  },
  {
    when: 'with the grpc-status of a response that has HTTP status 503',
    server: (stream) =>
      stream.trailers([
        [':status', '503'],
        ['content-type', 'application/grpc'],
        ['grpc-status', '5'],
        ['grpc-message', 'no such product'],
      ]),
    code: status.NOT_FOUND,
    details: 'no such product',
  },
  {
    when: 'after HTTP status 503 whose content is a whole message',
    server: (stream) => {
      stream.headers([
        [':status', '503'],
        ['content-type', 'application/grpc'],
      ]);
      stream.data(encodeMessage(Buffer.from('message')), END_STREAM);
    },
    code: status.UNAVAILABLE,
  },
  {
    when: 'after a response without :status',
    server: (stream) => {
      stream.headers([['content-type', 'application/grpc']]);
      stream.data(encodeMessage(Buffer.from('message')));
      stream.trailers();
    },
    code: status.INTERNAL,
  },
  {
    when: 'after a response whose :status is no number',
    server: (stream) => {
      stream.headers([[':status', 'abc']]);
      stream.trailers();
    },
    code: status.INTERNAL,
  },
  {
    when: 'after interim responses and no other',
    server: (stream) => {
      for (let count = 0; count < 3; count += 1) stream.headers([[':status', '103']]);
      stream.headers([[':status', '103']], END_HEADERS | END_STREAM);
    },
    code: status.INTERNAL,
  },
  {
    when: 'with the response that follows interim responses',
    server: (stream) => {
      stream.headers([[':status', '100']]);
      stream.headers([
        [':status', '103'],
        ['link', '</>; rel=preload'],
      ]);
      stream.respond();
    },
    code: status.OK,
  },
  {
    when: 'after a protocol switch, which HTTP/2 does not have,',
    server: (stream) => {
      stream.headers([[':status', '101']]);
      stream.respond();
    },
    code: status.INTERNAL,
  },
]);
