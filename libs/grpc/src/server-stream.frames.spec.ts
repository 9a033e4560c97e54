import { constants } from 'node:http2';

import { describe, expect, it } from 'vitest';
import { concat, NEVER, Observable, of, throwError } from 'rxjs';
import type { WatchInventoryResponse } from '#contracts';
import { AppError, toGrpcStatus } from '#errors';
import { END_STREAM, FRAME_TYPE, RawHttp2Client, type Frame } from '#testbed';

import { message, startStreamServer, watchInventory, type Watch } from './server-stream.server.ts';
import { openStream } from './stream.client.ts';

const REQUEST = { productId: 1, resumeToken: '' };
const open: Watch = () => concat(of(message(1)), NEVER);

/** The frames of a stream: the types, and which of them ends it. */
const framesOf = ({ frames }: RawHttp2Client, streamId: number) =>
  frames.filter((frame) => frame.streamId === streamId).map((frame) => [frame.type, endsStream(frame)]);

const endsStream = ({ type, flags }: Frame) => type === FRAME_TYPE.HEADERS && (flags & END_STREAM) !== 0;

async function watchRaw(port: number, initialWindowSize?: number) {
  const client = await RawHttp2Client.connect(port, initialWindowSize);
  const { streamId, bytes } = client.call(watchInventory, REQUEST);
  client.write(bytes);
  return { client, streamId, [Symbol.dispose]: () => client[Symbol.dispose]() };
}

describe('the frames of a server stream', () => {
  it('are headers and data with the first message, and trailers after the last', async () => {
    using server = await startStreamServer(() => of(message(1), message(2)));
    using watch = await watchRaw(server.port);
    await expect
      .poll(() => framesOf(watch.client, watch.streamId))
      .toEqual([
        [FRAME_TYPE.HEADERS, false],
        [FRAME_TYPE.DATA, false],
        [FRAME_TYPE.DATA, false],
        [FRAME_TYPE.HEADERS, true],
      ]);
  });

  it('are one frame of headers if it fails before the first message', async () => {
    const failure = toGrpcStatus(new AppError('store-unavailable', 'The store is away.'));
    using server = await startStreamServer(() => throwError(() => failure));
    using watch = await watchRaw(server.port);
    await expect.poll(() => framesOf(watch.client, watch.streamId)).toEqual([[FRAME_TYPE.HEADERS, true]]);
  });

  it('end with RST_STREAM of ENHANCE_YOUR_CALM for a client that reads nothing', async () => {
    const flood = new Observable<WatchInventoryResponse>((subscriber) => {
      for (let number = 1; number <= 1000 && !subscriber.closed; number += 1) subscriber.next(message(number, 1000));
    });
    using server = await startStreamServer(() => flood);
    using watch = await watchRaw(server.port, 100);
    const resets = () =>
      watch.client.frames
        .filter(({ type, streamId }) => type === FRAME_TYPE.RST_STREAM && streamId === watch.streamId)
        .map(({ payload }) => payload.readUInt32BE(0));
    await expect.poll(resets).toEqual([constants.NGHTTP2_ENHANCE_YOUR_CALM]);
    expect(server.limits.rpcStreams.open).toBe(0);
  });

  it.each([
    ['the service drains', undefined],
    ['the connection has its age', 300],
  ])('end with trailers after the last GOAWAY when %s', async (_when, maxConnectionAgeMs) => {
    using server = await startStreamServer(open, {}, maxConnectionAgeMs);
    using watch = await watchRaw(server.port);
    const { client, streamId } = watch;
    await expect.poll(() => framesOf(client, streamId).length).toBe(2);
    const drained = maxConnectionAgeMs === undefined ? server.transport.drain() : Promise.resolve();
    await expect.poll(() => client.closed, { timeout: 4000 }).toBe(true);
    await drained;
    const [first, last] = [...new Set(client.goaways())];
    expect([first, last]).toEqual([2 ** 31 - 1, streamId]);
    const firstGoaway = client.frames.findIndex(({ type }) => type === FRAME_TYPE.GOAWAY);
    const trailers = client.frames.findIndex((frame) => frame.streamId === streamId && endsStream(frame));
    expect(trailers).toBeGreaterThan(firstGoaway);
  });
});

describe('an open stream of a service that drains', () => {
  it('ends with UNAVAILABLE, and does not delay the service', async () => {
    using server = await startStreamServer(open);
    using stream = openStream(server.port);
    await expect.poll(() => stream.received).toEqual(['1']);
    const drained = server.transport.drain();
    const { code, trailers } = await stream.ended;
    expect(code).toBe('UNAVAILABLE');
    expect(trailers.get('grpc-status-details-bin')).toHaveLength(1);
    await drained;
  });

  it('ends as soon if its client reads nothing', async () => {
    const big = new Observable<WatchInventoryResponse>((subscriber) => {
      for (let number = 1; number <= 20; number += 1) subscriber.next(message(number, 1000));
    });
    using server = await startStreamServer(() => concat(big, NEVER));
    using watch = await watchRaw(server.port, 100);
    await expect.poll(() => framesOf(watch.client, watch.streamId).length).toBeGreaterThan(0);
    await server.transport.drain();
    expect(framesOf(watch.client, watch.streamId).at(-1)).toEqual([FRAME_TYPE.RST_STREAM, false]);
  });
});
