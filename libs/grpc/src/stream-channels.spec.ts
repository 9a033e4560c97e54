import { setImmediate as turn } from 'node:timers/promises';

import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { concat, NEVER, of, throwError } from 'rxjs';
import { AppError, toGrpcStatus } from '#errors';
import type { StreamCall, StreamChannels, StreamEnd } from '#grpc-http2-client';

import { openStreamChannels } from './unary-channels.ts';
import { message, startStreamServer, watchInventory, type Watch } from './server-stream.server.ts';

const open: Watch = () => concat(of(message(1)), NEVER);

/** Opens a stream, and records what comes. */
function watch(channels: StreamChannels) {
  const received: string[] = [];
  const ends: StreamEnd[] = [];
  const request = {
    path: watchInventory.path,
    metadata: { 'x-request-id': 'r-1' },
    message: watchInventory.requestSerialize({ productId: 1, resumeToken: '' }),
  };
  const call: StreamCall = channels.open(request, {
    onMessage: (bytes) => received.push(watchInventory.responseDeserialize(bytes).resumeToken),
    onEnd: (end) => ends.push(end),
  });
  return { call, received, ends, code: () => ends.map(({ code }) => status[code]).join() };
}

async function start(serve: Watch) {
  const server = await startStreamServer(serve);
  const channels = openStreamChannels('127.0.0.1', server.port);
  return {
    server,
    channels,
    [Symbol.dispose]: () => {
      channels.close();
      server[Symbol.dispose]();
    },
  };
}

describe('a stream of node:http2', () => {
  it('has the messages in order, the initial metadata, and the status', async () => {
    using started = await start(() => of(message(1), message(2)));
    const stream = watch(started.channels);
    await expect.poll(stream.code).toBe('OK');
    expect(stream.received).toEqual(['1', '2']);
    expect(stream.call.headers['x-hop']).toContain('inventory;version=v1;instance="inventory-a"');
  });

  it('has the status and the trailers of an error', async () => {
    const failure = toGrpcStatus(new AppError('store-unavailable', 'The store is away.'));
    using started = await start(() =>
      concat(
        of(message(1)),
        throwError(() => failure),
      ),
    );
    const stream = watch(started.channels);
    await expect.poll(stream.code).toBe('UNAVAILABLE');
    expect(stream.ends[0]?.trailers).toHaveProperty('grpc-status-details-bin');
  });

  it('can be cancelled, and leaves nothing at the server', async () => {
    using started = await start(open);
    const stream = watch(started.channels);
    await expect.poll(() => stream.received).toEqual(['1']);
    stream.call.cancel('The viewer has left.');
    expect(stream.code()).toBe('CANCELLED');
    await expect.poll(() => started.server.limits.rpcStreams.open).toBe(0);
  });

  it('is UNAVAILABLE if nothing listens', async () => {
    const channels = openStreamChannels('127.0.0.1', 1);
    const stream = watch(channels);
    await expect.poll(stream.code).toBe('UNAVAILABLE');
    channels.close();
  });

  it('opens on another connection while the one that it had is drained', async () => {
    using started = await start(open);
    const first = watch(started.channels);
    await expect.poll(() => first.received).toEqual(['1']);
    started.server.transport.sendGoaway();
    await expect.poll(first.code).toBe('UNAVAILABLE');
    const second = watch(started.channels);
    await expect.poll(() => second.received).toEqual(['1']);
  });
});

describe('channels for streams', () => {
  it('are as many as the streams need, each with at most 100, and are closed with their last stream', async () => {
    using started = await start(open);
    const streams = Array.from({ length: 250 }, () => watch(started.channels));
    await expect.poll(() => streams.filter(({ received }) => received.length === 1).length).toBe(250);
    expect(started.channels.size).toBe(3);
    for (const { call } of streams) call.cancel('');
    await turn();
    expect(started.channels.size).toBe(1);
  });
});
