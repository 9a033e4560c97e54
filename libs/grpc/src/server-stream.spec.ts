import { setTimeout as sleep } from 'node:timers/promises';

import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { concat, EMPTY, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import type { WatchInventoryResponse } from '#contracts';
import { AppError, toGrpcStatus } from '#errors';

import { message, METHOD, startStreamServer } from './server-stream.server.ts';
import { openStream } from './stream.client.ts';

describe('a server-streaming method', () => {
  it('sends the messages of an Observable in order, after the hop, and then OK', async () => {
    using server = await startStreamServer(() => of(message(1), message(2), message(3)));
    using stream = openStream(server.port);
    expect((await stream.ended).code).toBe('OK');
    expect(stream.received).toEqual(['1', '2', '3']);
    expect(stream.hop()).toMatchObject({ instance: 'inventory-a', version: 'v1', attempt: 1 });
  });

  it('can return a Promise of an Observable', async () => {
    using server = await startStreamServer(async () => of(message(1)));
    using stream = openStream(server.port);
    expect((await stream.ended).code).toBe('OK');
    expect(stream.received).toEqual(['1']);
  });

  it('sends no headers before the first message', async () => {
    const messages = new Subject<WatchInventoryResponse>();
    using server = await startStreamServer(() => messages);
    using stream = openStream(server.port);
    await expect.poll(() => messages.observed).toBe(true);
    expect(stream.initial).toBeUndefined();
    messages.next(message(1));
    await expect.poll(() => stream.received).toEqual(['1']);
    expect(stream.hop()).toBeDefined();
  });

  it('ends with the status of an error, with its details and the hop', async () => {
    const failure = () => throwError(() => toGrpcStatus(new AppError('store-unavailable', 'The store is away.')));
    using server = await startStreamServer(() => concat(of(message(1)), failure()));
    using stream = openStream(server.port);
    const { code, details, trailers } = await stream.ended;
    expect([code, details]).toEqual(['UNAVAILABLE', 'The store is away.']);
    expect(trailers.get('grpc-status-details-bin')).toHaveLength(1);
    expect(stream.received).toEqual(['1']);

    using failing = await startStreamServer(failure);
    using none = openStream(failing.port);
    expect((await none.ended).trailers.get('x-hop')[0]).toContain('inventory;version=v1');
    expect(none.initial?.get('x-hop') ?? []).toEqual([]);
  });

  it('unsubscribes when its client cancels', async () => {
    let unsubscribed = 0;
    const endless = new Observable<WatchInventoryResponse>((subscriber) => {
      subscriber.next(message(1));
      return () => (unsubscribed += 1);
    });
    using server = await startStreamServer(() => endless);
    using stream = openStream(server.port);
    await expect.poll(() => stream.received).toEqual(['1']);
    expect(await server.metrics()).toContain(`product_gateway_rpc_server_open_streams{rpc_method="${METHOD}"} 1`);
    stream.call.cancel();
    await expect.poll(() => unsubscribed).toBe(1);
    const metrics = await server.metrics();
    expect(metrics).toContain(`product_gateway_rpc_server_open_streams{rpc_method="${METHOD}"} 0`);
    expect(metrics).toContain(
      `product_gateway_rpc_server_streams_total{rpc_method="${METHOD}",rpc_status_code="CANCELLED"} 1`,
    );
    expect(metrics).toContain(`product_gateway_rpc_server_stream_messages_total{rpc_method="${METHOD}"} 1`);
    // How long a stream was open is no latency.
    expect(metrics).not.toContain('rpc_server_call_duration_seconds_count{');
  });

  it('ends with DEADLINE_EXCEEDED at its deadline, and unsubscribes', async () => {
    let unsubscribed = 0;
    using server = await startStreamServer(() => new Observable(() => () => (unsubscribed += 1)));
    // The client has no deadline of its own: it would cancel at the same moment, and the server could record that in its place.
    using stream = openStream(server.port, { 'grpc-timeout': '500m' });
    expect((await stream.ended).code).toBe('DEADLINE_EXCEEDED');
    await expect.poll(() => unsubscribed).toBe(1);
    await expect.poll(() => server.metrics()).toContain('rpc_status_code="DEADLINE_EXCEEDED"} 1');
  });

  it('is refused beyond MAX_OPEN_STREAMS, while unary calls are served', async () => {
    using server = await startStreamServer(() => concat(of(message(1)), NEVER), {
      MAX_OPEN_STREAMS: '1',
      MAX_REQUESTS_IN_FLIGHT: '1',
    });
    using first = openStream(server.port);
    await expect.poll(() => first.received).toEqual(['1']);
    using second = openStream(server.port);
    expect((await second.ended).code).toBe('RESOURCE_EXHAUSTED');
    expect([server.limits.requests.inFlight, server.limits.rpcStreams.open]).toEqual([0, 1]);
    first.call.cancel();
    await expect.poll(() => server.limits.rpcStreams.open).toBe(0);
  });
});

describe('a fault of x-fault for streams', () => {
  const three = () => concat(of(message(1), message(2), message(3), message(4)), NEVER);

  it('ends the stream with a status after so many messages, and is counted', async () => {
    using server = await startStreamServer(three);
    using stream = openStream(server.port, { 'x-fault': 'inventory=UNAVAILABLE;messages=3' });
    const { code, details } = await stream.ended;
    expect([code, details]).toEqual(['UNAVAILABLE', 'an injected fault: inventory=UNAVAILABLE;messages=3']);
    expect(stream.received).toEqual(['1', '2', '3']);
    expect(stream.hop()).toMatchObject({ fault: 'inventory=UNAVAILABLE;messages=3' });
    expect(await server.metrics()).toContain(
      `product_gateway_faults_injected_total{rpc_method="${METHOD}",action="UNAVAILABLE"} 1`,
    );
  });

  it('can reset the stream after so many messages', async () => {
    using server = await startStreamServer(three);
    using stream = openStream(server.port, { 'x-fault': 'inventory=reset;messages=1' });
    expect((await stream.ended).code).toBe('INTERNAL');
  });

  it('can send nothing more after so many messages, while the stream stays open', async () => {
    const messages = new Subject<WatchInventoryResponse>();
    using server = await startStreamServer(() => messages);
    using stream = openStream(server.port, { 'x-fault': 'inventory=hang;messages=2' });
    await expect.poll(() => messages.observed).toBe(true);
    for (let number = 1; number <= 5; number += 1) messages.next(message(number));
    await expect.poll(() => stream.received).toEqual(['1', '2']);
    expect(messages.observed).toBe(true);
  });

  it('can delay each further message, which is back pressure to its source', async () => {
    let needsDrain = false;
    using server = await startStreamServer((_request, _metadata, call) => {
      return new Observable((subscriber) => {
        for (let number = 1; !call.writableNeedDrain; number += 1) subscriber.next(message(number));
        needsDrain = true;
        call.once('drain', () => subscriber.complete());
      });
    });
    const startedAt = performance.now();
    using stream = openStream(server.port, { 'x-fault': 'inventory=delay:20ms;messages=1' });
    expect((await stream.ended).code).toBe('OK');
    expect(needsDrain).toBe(true);
    expect(performance.now() - startedAt).toBeGreaterThan((stream.received.length - 2) * 20);
  });

  it('without messages applies before the first message, as to any call', async () => {
    using server = await startStreamServer(three);
    using stream = openStream(server.port, { 'x-fault': 'inventory=ABORTED, inventory=UNAVAILABLE;messages=1' });
    expect((await stream.ended).code).toBe('ABORTED');
    expect(stream.received).toEqual([]);
  });
});

describe('a source that overruns its stream', () => {
  it('ends it with RESOURCE_EXHAUSTED, and is unsubscribed', async () => {
    let unsubscribed = 0;
    const flood = new Observable<WatchInventoryResponse>((subscriber) => {
      for (let number = 1; number <= 10_000 && !subscriber.closed; number += 1) subscriber.next(message(number, 1000));
      return () => (unsubscribed += 1);
    });
    using server = await startStreamServer(() => concat(flood, EMPTY));
    using stream = openStream(server.port);
    const { code } = await stream.ended;
    expect(code).toBe(status[status.RESOURCE_EXHAUSTED]);
    expect(stream.received.length).toBeLessThanOrEqual(64);
    await sleep(0);
    expect(unsubscribed).toBe(1);
  });
});
