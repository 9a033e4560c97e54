import { expect, it } from 'vitest';

import { END_STREAM, FRAME_TYPE } from './http2-frames.ts';
import { RawHttp2Client } from './raw-http2-client.ts';
import { RawHttp2Server } from './raw-http2-server.ts';
import { RpcClient } from './rpc-client.ts';

const ECHO = {
  path: '/test.Echo/Call',
  requestStream: false,
  responseStream: false,
  requestSerialize: (text: string) => Buffer.from(text),
  responseDeserialize: (bytes: Buffer) => String(bytes),
} as const;

it('a raw server without a script responds to a client of grpc-js with the message of its request', async () => {
  await using server = await RawHttp2Server.start();
  using client = new RpcClient(server.port);
  const responses = await Promise.all(['a', 'b', 'c'].map((text) => client.call(ECHO, text)));
  expect(responses).toEqual(['a', 'b', 'c']);
  expect([server.accepted, server.openConnections]).toEqual([1, 1]);
});

it('a raw server sends the frames of its script, and those of a new one on the same connection', async () => {
  await using server = await RawHttp2Server.start({ onRequest: (stream) => stream.reset(7) });
  using client = await RawHttp2Client.connect(server.port);
  const first = client.call(ECHO, 'first');
  client.write(first.bytes);
  const framesOf = (id: number) => client.frames.filter(({ streamId }) => streamId === id);
  await expect.poll(() => framesOf(first.streamId)).toHaveLength(1);
  expect(framesOf(first.streamId)[0]).toMatchObject({ type: FRAME_TYPE.RST_STREAM, payload: Buffer.of(0, 0, 0, 7) });
  server.script = {};
  const second = client.call(ECHO, 'second');
  client.write(second.bytes);
  await expect.poll(() => client.isServed(second.streamId)).toBe(true);
  expect(framesOf(second.streamId).map(({ type, flags }) => [type, (flags & END_STREAM) !== 0])).toEqual([
    [FRAME_TYPE.HEADERS, false],
    [FRAME_TYPE.DATA, false],
    [FRAME_TYPE.HEADERS, true],
  ]);
});

it('a silent connection of a raw server writes nothing', async () => {
  await using server = await RawHttp2Server.start({ onConnect: (connection) => (connection.isSilent = true) });
  const connecting = RawHttp2Client.connect(server.port);
  await expect.poll(() => server.openConnections).toBe(1);
  await server[Symbol.asyncDispose]();
  await expect(connecting).rejects.toThrow('before it sent a frame');
});
