import { constants } from 'node:http2';

import { status } from '@grpc/grpc-js';
import { encodeMessage, type RawServerStream } from '#testbed';

import { describeFaults } from './describe-faults.ts';

const MESSAGE = encodeMessage(Buffer.from('a message that does not end'));

/** The codes of RFC 9113, section 7, with what gRPC over HTTP/2 makes of them; the last one is unknown. */
const CODES: readonly (readonly [name: string, reset: number, code: status])[] = [
  ['NO_ERROR', constants.NGHTTP2_NO_ERROR, status.INTERNAL],
  ['PROTOCOL_ERROR', constants.NGHTTP2_PROTOCOL_ERROR, status.INTERNAL],
  ['INTERNAL_ERROR', constants.NGHTTP2_INTERNAL_ERROR, status.INTERNAL],
  ['FLOW_CONTROL_ERROR', constants.NGHTTP2_FLOW_CONTROL_ERROR, status.INTERNAL],
  ['SETTINGS_TIMEOUT', constants.NGHTTP2_SETTINGS_TIMEOUT, status.INTERNAL],
  ['STREAM_CLOSED', constants.NGHTTP2_STREAM_CLOSED, status.INTERNAL],
  ['FRAME_SIZE_ERROR', constants.NGHTTP2_FRAME_SIZE_ERROR, status.INTERNAL],
  ['REFUSED_STREAM', constants.NGHTTP2_REFUSED_STREAM, status.UNAVAILABLE],
  ['CANCEL', constants.NGHTTP2_CANCEL, status.CANCELLED],
  ['COMPRESSION_ERROR', constants.NGHTTP2_COMPRESSION_ERROR, status.INTERNAL],
  ['CONNECT_ERROR', constants.NGHTTP2_CONNECT_ERROR, status.INTERNAL],
  ['ENHANCE_YOUR_CALM', constants.NGHTTP2_ENHANCE_YOUR_CALM, status.RESOURCE_EXHAUSTED],
  ['INADEQUATE_SECURITY', constants.NGHTTP2_INADEQUATE_SECURITY, status.PERMISSION_DENIED],
  ['HTTP_1_1_REQUIRED', constants.NGHTTP2_HTTP_1_1_REQUIRED, status.INTERNAL],
  ['an unknown code', 0xff_ff, status.INTERNAL],
];

describeFaults(
  'a call',
  CODES.map(([name, reset, code]) => ({
    when: `after RST_STREAM with ${name} before any headers`,
    server: (stream: RawServerStream) => stream.reset(reset),
    code,
  })),
);

describeFaults(
  'a call',
  CODES.map(([name, reset, code]) => ({
    when: `after RST_STREAM with ${name} in the midst of its message`,
    server: (stream: RawServerStream) => {
      stream.headers();
      stream.data(MESSAGE.subarray(0, -3));
      stream.reset(reset);
    },
    code,
  })),
);

describeFaults(
  'a call',
  CODES.map(([name, reset, code]) => ({
    when: `after RST_STREAM with ${name} in place of its trailers`,
    server: (stream: RawServerStream) => {
      stream.headers();
      stream.data(MESSAGE);
      stream.reset(reset);
    },
    code,
  })),
);
