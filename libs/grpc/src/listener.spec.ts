import { Server } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import {
  PriceServiceService,
  ReviewsServiceService,
  type ListReviewsRequest,
  type ListReviewsResponse,
} from '#contracts';
import { encodeFrame, FRAME_TYPE, RawHttp2Client, START_BACKEND, type Frame } from '#testbed';

import { GrpcListener, type GrpcListenerOptions } from './listener.ts';

const { listReviews } = ReviewsServiceService;
const MAX_STREAM_ID = 2 ** 31 - 1;
const MESSAGE_PREFIX_BYTES = 5;
const END_STREAM = 0x1;

/** A response of this many bytes and a few. */
const ofSize = (bytes: number): ListReviewsResponse => ({
  reviews: [{ text: 'x'.repeat(bytes), stars: 1 }],
  nextPageToken: '',
});
const request = (bytes: number): ListReviewsRequest => ({ productId: bytes, pageSize: 0, pageToken: '' });

/** A gRPC server whose responses have the number of bytes in the product id, and wait until they are released. */
async function startServer(options: Partial<GrpcListenerOptions> = {}) {
  const server = new Server();
  const held: (() => void)[] = [];
  let isHolding = false;
  let served = 0;
  server.addService(ReviewsServiceService, {
    listReviews: (
      call: { request: ListReviewsRequest },
      callback: (error: null, response: ListReviewsResponse) => void,
    ) => {
      const respond = () => callback(null, ofSize(call.request.productId));
      served += 1;
      if (isHolding) held.push(respond);
      else respond();
    },
  });
  const listener = new GrpcListener(server, {
    address: '127.0.0.1',
    port: 0,
    maxConnectionAgeMs: 600_000,
    maxConnectionAgeGraceMs: 10_000,
    ...options,
  });
  await new Promise<void>((resolve, reject) => listener.listen((error) => (error ? reject(error) : resolve())));
  return {
    listener,
    port: listener.port,
    held,
    served: () => served,
    holdResponses: () => void (isHolding = true),
    release: () => {
      isHolding = false;
      for (const respond of held.splice(0)) respond();
    },
    /** How many node:http2 servers grpc-js keeps, which is one for each connection. */
    http2Servers: () => (server as unknown as { http2Servers: Map<unknown, unknown> }).http2Servers.size,
    [Symbol.dispose]: () => {
      listener.close();
      server.forceShutdown();
    },
  };
}

/** The message of a response, of all its DATA frames. */
function message({ frames }: RawHttp2Client, streamId: number): ListReviewsResponse {
  const data = frames.filter((frame) => frame.streamId === streamId && frame.type === FRAME_TYPE.DATA);
  return listReviews.responseDeserialize(
    Buffer.concat(data.map(({ payload }) => payload)).subarray(MESSAGE_PREFIX_BYTES),
  );
}

function windowUpdate(streamId: number, bytes: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(bytes);
  return encodeFrame(FRAME_TYPE.WINDOW_UPDATE, 0, streamId, payload);
}

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

  it('never has a GOAWAY frame within another frame, whatever the flow-control window', async () => {
    const bytes = 300_000;
    const streams = 8;
    for (const window of [1, 997, 16_384, 100_000]) {
      using server = await startServer();
      using client = await RawHttp2Client.connect(server.port, window);
      let granted = 0;
      client.onFrame = ({ type, streamId, payload }) => {
        if (type !== FRAME_TYPE.DATA || payload.length === 0) return;
        granted += payload.length;
        // A byte at a time for a while, then enough for all that is left.
        const more = granted < 3000 ? window : bytes;
        client.write(windowUpdate(0, more), windowUpdate(streamId, more));
        if (granted >= 500 && goaways(client).length === 0) server.listener.sendGoaway();
      };
      const calls = Array.from({ length: streams }, () => client.call(listReviews, request(bytes)));
      client.write(...calls.map((call) => call.bytes));
      await closed(client, 20_000);
      expect(goaways(client)[0]).toBe(MAX_STREAM_ID);
      for (const { streamId } of calls) {
        expect(client.isServed(streamId)).toBe(true);
        expect(message(client, streamId)).toEqual(ofSize(bytes));
      }
    }
  }, 60_000);

  it('never has a GOAWAY frame within another frame, though its client reads nothing for a while', async () => {
    const bytes = 4_000_000;
    using server = await startServer();
    using client = await RawHttp2Client.connect(server.port, MAX_STREAM_ID);
    server.holdResponses();
    const calls = Array.from({ length: 4 }, () => client.call(listReviews, request(bytes)));
    client.write(windowUpdate(0, MAX_STREAM_ID - 65_535), ...calls.map((call) => call.bytes));
    await expect.poll(() => server.held.length).toBe(calls.length);
    client.pause();
    server.release();
    server.listener.sendGoaway();
    // What the server has written by then fills the buffers of the socket.
    for (let count = 0; count < 50; count += 1) await new Promise((resolve) => setImmediate(resolve));
    client.resume();
    await closed(client, 20_000);
    expect(goaways(client)).toEqual([MAX_STREAM_ID, calls.at(-1)?.streamId]);
    for (const { streamId } of calls) expect(message(client, streamId)).toEqual(ofSize(bytes));
  }, 60_000);
});

/**
 * Keeps streams in flight, on each connection until it has read a GOAWAY frame, as a proxy does; retries nothing. A call is
 * lost if its stream is reset, or ends with its connection.
 */
async function callContinuously(port: () => number, calls: number, concurrency: number) {
  const result = { sent: 0, served: 0, lost: 0, connections: 0 };
  const callOnOneConnection = async () => {
    // A server that stops accepting refuses connections, on which no call has been sent yet.
    const connected = await RawHttp2Client.connect(port()).catch(() => undefined);
    if (!connected) return;
    using client = connected;
    // All responses of one connection together may be larger than the connection's first flow-control window.
    client.write(windowUpdate(0, MAX_STREAM_ID - 65_535));
    result.connections += 1;
    const inFlight = new Set<number>();
    let isGoingAway = false;
    const ended = Promise.withResolvers<void>();
    const call = () => {
      result.sent += 1;
      const { streamId, bytes } = client.call(listReviews, request(100));
      inFlight.add(streamId);
      client.write(bytes);
    };
    client.onFrame = (frame) => {
      const { type, flags, streamId } = frame;
      isGoingAway ||= isGoaway(frame);
      const isEnd = type === FRAME_TYPE.RST_STREAM || (type === FRAME_TYPE.HEADERS && (flags & END_STREAM) !== 0);
      if (isEnd && inFlight.delete(streamId)) {
        if (type === FRAME_TYPE.HEADERS && flags & END_STREAM) result.served += 1;
        else result.lost += 1;
        if (!isGoingAway && result.sent < calls) call();
      }
      if (inFlight.size === 0) ended.resolve();
    };
    client.onClose = ended.resolve;
    while (inFlight.size < concurrency && result.sent < calls) call();
    await ended.promise;
    result.lost += inFlight.size;
  };
  while (result.sent < calls) await callOnOneConnection();
  return result;
}

describe('a client that retries nothing', () => {
  it('loses no call of thousands to connections that are replaced because of their age', async () => {
    using server = await startServer({ maxConnectionAgeMs: 60 });
    const { served, lost, connections } = await callContinuously(() => server.port, 5000, 16);
    expect([served, lost]).toEqual([5000, 0]);
    expect(connections).toBeGreaterThan(5);
    await expect.poll(() => server.http2Servers()).toBe(0);
  }, 120_000);

  it('loses no call of thousands to servers that drain one after the other', async () => {
    let server = await startServer();
    const calling = new AbortController();
    const calls = callContinuously(() => server.port, 5000, 16).finally(() => calling.abort());
    let drains = 0;
    while (!calling.signal.aborted) {
      await expect
        .poll(() => calling.signal.aborted || server.served() > 200, { interval: 5, timeout: 20_000 })
        .toBe(true);
      const next = await startServer();
      const old = server;
      server = next;
      await old.listener.drain();
      old[Symbol.dispose]();
      drains += 1;
    }
    const { served, lost } = await calls;
    server[Symbol.dispose]();
    expect([served, lost]).toEqual([5000, 0]);
    expect(drains).toBeGreaterThan(5);
  }, 120_000);
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
