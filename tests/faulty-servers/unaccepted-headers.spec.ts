import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { openUnaryChannel } from '#grpc';
import { encodeFrame, encodeHeaders, END_HEADERS, FRAME_TYPE, RawHttp2Server, type RawServerStream } from '#testbed';

import { callUnary } from './describe-faults.ts';

setFlagsFromString('--expose-gc');
const collectAll = runInNewContext('gc') as () => void;

const ROUNDS = 6;
const CHANNELS = 5;

const continueWith = (block: Buffer) => (stream: RawServerStream) => {
  stream.headers([[':status', '200']], 0);
  for (let count = 0; count < 1000; count += 1) {
    stream.connection.write(encodeFrame(FRAME_TYPE.CONTINUATION, 0, stream.id, block));
  }
};

/** Node has a limit of 128 fields. */
function sendManyFields(stream: RawServerStream): void {
  const fields = Array.from({ length: 300 }, (_, index): [string, string] => [`x-field-${index}`, 'value']);
  const block = encodeHeaders([[':status', '200'], ['content-type', 'application/grpc'], ...fields]);
  stream.connection.write(encodeFrame(FRAME_TYPE.HEADERS, END_HEADERS, stream.id, block));
  stream.data(stream.body);
  stream.trailers();
}

// Over grpc-js the process aborts at the end of such connections (libs/grpc-http2-client/src/native-sessions.ts).
describe('over http2 calls', { timeout: 120_000 }, () => {
  it.each([
    ['CONTINUATION frames that do not end', continueWith(encodeHeaders([['x-field', 'value']])), status.UNAVAILABLE],
    ['empty CONTINUATION frames that do not end', continueWith(Buffer.alloc(0)), status.UNAVAILABLE],
    ['300 fields', sendManyFields, status.RESOURCE_EXHAUSTED],
  ])('end whose headers have %s, and the process outlives their connections', async (_what, onRequest, expected) => {
    await using server = await RawHttp2Server.start({ onRequest });
    for (let round = 0; round < ROUNDS; round += 1) {
      const channels = Array.from({ length: CHANNELS }, () => openUnaryChannel('http2', '127.0.0.1', server.port));
      const responses = await Promise.all(channels.map((channel) => callUnary(channel)));
      expect(responses.map(({ code }) => code)).toEqual(channels.map(() => expected));
      for (const channel of channels) channel.close();
      await expect.poll(() => server.openConnections).toBe(0);
      collectAll();
    }
  });
});
