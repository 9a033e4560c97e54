import { status } from '@grpc/grpc-js';
import {
  encodeFrame,
  encodeMessage,
  encodeSettings,
  encodeWindowUpdate,
  FRAME_TYPE,
  type RawServerStream,
} from '#testbed';

import { describeFaults } from './describe-faults.ts';
import { SETTING, withSettings } from './settings-frames.ts';

const MAX_WINDOW = 2 ** 31 - 1;
/** The client ends the connection; grpc-js reports that as an error of the client. */
const CONNECTION_ENDS = { 'grpc-js': status.INTERNAL, http2: status.UNAVAILABLE };

const thenRespond =
  (...frames: Buffer[]) =>
  (stream: RawServerStream) => {
    stream.connection.write(...frames);
    stream.respond();
  };

describeFaults('a call', [
  {
    when: 'after WINDOW_UPDATE beyond the largest window of the connection',
    server: thenRespond(encodeWindowUpdate(0, MAX_WINDOW), encodeWindowUpdate(0, MAX_WINDOW)),
    code: CONNECTION_ENDS,
  },
  {
    when: 'after WINDOW_UPDATE of nothing',
    server: thenRespond(encodeWindowUpdate(0, 0)),
    code: CONNECTION_ENDS,
  },
  {
    when: 'after WINDOW_UPDATE beyond the largest window of its stream',
    server: (stream) => {
      stream.connection.write(encodeWindowUpdate(stream.id, MAX_WINDOW), encodeWindowUpdate(stream.id, MAX_WINDOW));
      stream.respond();
    },
    code: CONNECTION_ENDS,
  },
  {
    when: 'after SETTINGS with a window beyond the largest one',
    server: withSettings([SETTING.INITIAL_WINDOW_SIZE, 2 ** 32 - 1]),
    code: status.UNAVAILABLE,
  },
  {
    when: 'after SETTINGS with a frame size below the smallest one',
    server: withSettings([SETTING.MAX_FRAME_SIZE, 1]),
    code: status.UNAVAILABLE,
  },
  {
    when: 'after SETTINGS with a value of ENABLE_PUSH that HTTP/2 does not have',
    server: withSettings([SETTING.ENABLE_PUSH, 7]),
    code: status.UNAVAILABLE,
  },
  {
    when: 'with a response, whatever settings HTTP/2 does not define,',
    server: withSettings([0xff_ff, 2 ** 32 - 1], [0, 0]),
    code: status.OK,
  },
  {
    when: 'with a response, where the server has no HPACK table and admits everything else,',
    server: withSettings(
      [SETTING.HEADER_TABLE_SIZE, 0],
      [SETTING.MAX_CONCURRENT_STREAMS, 2 ** 32 - 1],
      [SETTING.INITIAL_WINDOW_SIZE, MAX_WINDOW],
      [SETTING.MAX_FRAME_SIZE, 2 ** 24 - 1],
      [SETTING.MAX_HEADER_LIST_SIZE, 2 ** 32 - 1],
    ),
    code: status.OK,
  },
  {
    when: 'after SETTINGS whose length is no multiple of six',
    server: { onConnect: (connection) => connection.write(encodeFrame(FRAME_TYPE.SETTINGS, 0, 0, Buffer.alloc(5))) },
    code: status.UNAVAILABLE,
  },
  {
    when: 'after 10,000 PING frames at once, which end the connection',
    server: thenRespond(...Array.from({ length: 10_000 }, () => encodeFrame(FRAME_TYPE.PING, 0, 0, Buffer.alloc(8)))),
    code: CONNECTION_ENDS,
  },
  {
    when: 'with a response that follows 100 PING frames',
    server: thenRespond(...Array.from({ length: 100 }, () => encodeFrame(FRAME_TYPE.PING, 0, 0, Buffer.alloc(8)))),
    code: status.OK,
  },
  {
    when: 'with a response that follows 100 SETTINGS frames',
    server: thenRespond(...Array.from({ length: 100 }, () => encodeSettings())),
    code: status.OK,
  },
  {
    when: 'after a frame that is longer than it may be',
    server: (stream) => stream.data(Buffer.alloc(20_000)),
    code: CONNECTION_ENDS,
  },
  {
    when: 'with a response that follows frames of a type that HTTP/2 does not define',
    server: thenRespond(encodeFrame(0xfe, 0xff, 0, Buffer.alloc(100))),
    code: status.OK,
  },
  {
    when: 'at its deadline, while its response drips',
    server: (stream) => {
      stream.headers();
      const message = encodeMessage(Buffer.alloc(1000));
      let at = 0;
      const timer = setInterval(() => {
        stream.data(message.subarray(at, at + 1));
        at += 1;
      }, 50);
      stream.connection.socket.once('close', () => clearInterval(timer));
    },
    code: status.DEADLINE_EXCEEDED,
    timeoutMs: 1000,
  },
]);
