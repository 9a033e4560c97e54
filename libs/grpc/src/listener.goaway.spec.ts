import { describe, expect, it } from 'vitest';
import { PriceServiceService } from '#contracts';
import { FRAME_TYPE, RawHttp2Client, START_BACKEND, type Frame } from '#testbed';

import { listReviews, MAX_STREAM_ID, request, startServer } from './listener.server.ts';
import type { GrpcListener } from './listener.ts';

/** Opens one more stream when the first frame of a type arrives. */
function callUpon(client: RawHttp2Client, isCue: (frame: Frame) => boolean) {
  const late = { streamId: 0 };
  client.onFrame = (frame) => {
    if (late.streamId || !isCue(frame)) return;
    const { streamId, bytes } = client.call(listReviews, request(10));
    late.streamId = streamId;
    client.write(bytes);
  };
  return late;
}

const isGoaway = ({ type }: Frame) => type === FRAME_TYPE.GOAWAY;

async function closed(client: RawHttp2Client, timeout = 5000): Promise<void> {
  await expect.poll(() => client.closed, { timeout }).toBe(true);
}

/** The last stream ids of the GOAWAY frames, each once: a session that is closed sends the last one again. */
const goaways = (client: RawHttp2Client) => [...new Set(client.goaways())];

describe('a service that stops', () => {
  it('serves the streams that its client sent before it read the first GOAWAY', async () => {
    const price = await START_BACKEND.price({ FAULTS: 'on', DRAIN_DELAY: '0s' });
    using client = await RawHttp2Client.connect(price.grpcPort);
    const call = (headers = {}) => {
      const { streamId, bytes } = client.call(PriceServiceService.getPrice, { productId: 9310301 }, headers);
      client.write(bytes);
      return streamId;
    };
    const streams = [call({ 'x-fault': 'price=delay:300ms' })];
    client.onFrame = (frame) => {
      if (isGoaway(frame) && streams.length === 1) streams.push(call());
    };
    await price.service.stop();
    await closed(client);
    expect(streams.map((streamId) => client.isServed(streamId))).toEqual([true, true]);
  });
});

describe('a connection that ends', () => {
  it.each([
    ['because the server drains', {}, (listener: GrpcListener) => void listener.drain()],
    ['while the server still accepts', {}, (listener: GrpcListener) => listener.sendGoaway()],
    ['because of its age', { maxConnectionAgeMs: 300 }, () => undefined],
  ])('%s has two GOAWAY frames, and serves every stream before the last', async (_why, options, end) => {
    using server = await startServer(options);
    server.holdResponses();
    using client = await RawHttp2Client.connect(server.port);
    const early = client.call(listReviews, request(10));
    client.write(early.bytes);
    const late = callUpon(client, isGoaway);
    await expect.poll(() => server.held.length).toBe(1);
    end(server.listener);
    await expect.poll(() => server.held.length).toBe(2);
    await expect.poll(() => goaways(client)).toEqual([MAX_STREAM_ID, late.streamId]);
    expect(client.closed).toBe(false);
    server.release();
    await closed(client);
    expect([client.isServed(early.streamId), client.isServed(late.streamId)]).toEqual([true, true]);
    expect(client.frames.filter(({ type }) => type === FRAME_TYPE.RST_STREAM)).toEqual([]);
    await expect.poll(() => server.http2Servers()).toBe(0);
  });

  it('serves a stream that its client writes just after the acknowledgement of the PING', async () => {
    using server = await startServer();
    using client = await RawHttp2Client.connect(server.port);
    const call = client.call(listReviews, request(10));
    client.acknowledgesPings = false;
    client.onFrame = ({ type, payload }) => {
      if (type !== FRAME_TYPE.PING) return;
      client.acknowledgePing(payload);
      client.write(call.bytes);
    };
    server.listener.sendGoaway();
    await closed(client);
    expect(client.isServed(call.streamId)).toBe(true);
  });

  it.concurrent('ends also if its client never acknowledges the PING', async () => {
    using server = await startServer();
    using client = await RawHttp2Client.connect(server.port);
    client.acknowledgesPings = false;
    server.listener.sendGoaway();
    await closed(client, 15_000);
    expect(goaways(client)).toEqual([MAX_STREAM_ID, 0]);
  });

  it('sends SETTINGS first, however young it is', async () => {
    using server = await startServer({ maxConnectionAgeMs: 0 });
    const connectAndRead = async () => {
      using client = await RawHttp2Client.connect(server.port);
      await closed(client);
      expect(client.frames[0]?.type).toBe(FRAME_TYPE.SETTINGS);
      expect(goaways(client)).toEqual([MAX_STREAM_ID, 0]);
    };
    await Promise.all(Array.from({ length: 50 }, connectAndRead));
    await expect.poll(() => server.http2Servers()).toBe(0);
  });

  it('cuts the calls that are in flight after its grace', async () => {
    using server = await startServer({ maxConnectionAgeGraceMs: 50 });
    server.holdResponses();
    using client = await RawHttp2Client.connect(server.port);
    client.write(client.call(listReviews, request(10)).bytes);
    await expect.poll(() => server.held.length).toBe(1);
    const drained = server.listener.drain();
    await drained;
    await closed(client);
  });
});

describe('a server that drains and still accepts', () => {
  it.concurrent('serves clients that reconnect, and sends them GOAWAY after about five seconds', async () => {
    using server = await startServer();
    server.listener.sendGoaway();
    const before = performance.now();
    using client = await RawHttp2Client.connect(server.port);
    const call = client.call(listReviews, request(10));
    client.write(call.bytes);
    await expect.poll(() => client.isServed(call.streamId)).toBe(true);
    await closed(client, 15_000);
    expect(goaways(client)).toEqual([MAX_STREAM_ID, call.streamId]);
    expect(performance.now() - before).toBeGreaterThan(4000);
  });
});
