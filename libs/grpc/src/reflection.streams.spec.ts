import { once } from 'node:events';

import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { ServerReflectionService } from '#contracts';
import { encodeFrame, encodeMessage, FRAME_TYPE, RawHttp2Client, START_BACKEND } from '#testbed';

import { byFile, bySymbol, ReflectionClient, requestOf, statusOf } from './reflection.client.ts';

const { serverReflectionInfo } = ServerReflectionService;

describe('reflection', () => {
  it.each([
    ['a truncated number', [0x08]],
    ['a length beyond the end', [0x3a, 0x7f, 0x61]],
    ['an unknown wire type', [0x0f]],
    ['a varint of eleven bytes', Array.from({ length: 11 }, () => 0xff)],
  ])('ends a stream with INVALID_ARGUMENT after %s, and serves the next stream', async (_what, bytes) => {
    await using price = await START_BACKEND.price();
    using reflection = new ReflectionClient(price);
    const stream = reflection.open(undefined, () => Buffer.from(bytes));
    stream.on('error', () => undefined).resume();
    const ended = statusOf(stream);
    stream.write(requestOf(bySymbol('')));
    stream.write(requestOf(bySymbol('')));
    expect(await ended).toMatchObject({ code: status.INVALID_ARGUMENT });
    expect((await reflection.ask([{ $case: 'listServices', value: '' }])).responses).toHaveLength(1);
  });

  it('ends its streams when the service drains, and prints no warning however many there are', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const price = await START_BACKEND.price({ DRAIN_TIMEOUT: '60s' });
    const reflection = new ReflectionClient(price);
    const streams = Array.from({ length: 20 }, () => reflection.open());
    const ended = streams.map((stream) => statusOf(stream.resume()));
    for (const stream of streams) {
      stream.write(requestOf(bySymbol('')));
      await once(stream, 'data');
    }
    reflection[Symbol.dispose]();
    await price[Symbol.asyncDispose]();
    for (const end of ended) expect(await end).toMatchObject({ code: status.OK });
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });

  it('ends a stream on drain whose client never ends its side', async () => {
    const price = await START_BACKEND.price({ DRAIN_TIMEOUT: '60s' });
    using client = await RawHttp2Client.connect(price.grpcPort);
    const { streamId, bytes } = client.headers(serverReflectionInfo.path);
    const message = encodeMessage(serverReflectionInfo.requestSerialize(requestOf(bySymbol(''))));
    client.write(bytes, encodeFrame(FRAME_TYPE.DATA, 0, streamId, message));
    await expect.poll(() => client.frames.some(({ type }) => type === FRAME_TYPE.DATA)).toBe(true);
    await price[Symbol.asyncDispose]();
    const types = client.frames.filter((frame) => frame.streamId === streamId).map(({ type }) => type);
    // The status comes before the stream is reset with NO_ERROR.
    expect(types.slice(-2)).toEqual([FRAME_TYPE.HEADERS, FRAME_TYPE.RST_STREAM]);
    expect(client.frames.at(-1)?.type).toBe(FRAME_TYPE.GOAWAY);
  });

  it('reads no more requests from a client that reads no responses', async () => {
    await using price = await START_BACKEND.price();
    // No byte of a response may be sent, so that all of them stay in the service.
    using client = await RawHttp2Client.connect(price.grpcPort, 0);
    const { streamId, bytes } = client.headers(serverReflectionInfo.path);
    const message = encodeMessage(serverReflectionInfo.requestSerialize(requestOf(byFile('x'.repeat(1000)))));
    client.write(bytes);
    const window = (id: number) =>
      client.frames
        .filter((frame) => frame.type === FRAME_TYPE.WINDOW_UPDATE && frame.streamId === id)
        .reduce((sum, { payload }) => sum + payload.readUInt32BE(), 65_535);
    const pings = () => client.frames.filter(({ type }) => type === FRAME_TYPE.PING).length;
    let sent = 0;
    // Each acknowledged PING gives the service time to read what was sent before it.
    for (let count = 1; count <= 50 && sent < 600_000; count += 1) {
      const room = Math.min(window(0), window(streamId));
      const messages = Math.floor((room - sent) / message.length);
      client.write(
        ...Array.from({ length: messages }, () => encodeFrame(FRAME_TYPE.DATA, 0, streamId, message)),
        encodeFrame(FRAME_TYPE.PING, 0, 0, Buffer.alloc(8)),
      );
      sent += messages * message.length;
      await expect.poll(pings, { interval: 2 }).toBe(count);
    }
    expect(sent).toBeLessThan(300_000);
  });
});
