import { once } from 'node:events';
import { constants, type ClientHttp2Session } from 'node:http2';

import { status, type ServiceError } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { ErrorInfo, HealthService, PriceServiceService, RetryInfo, Status } from '#contracts';
import { RpcClient, START_BACKEND } from '#testbed';

import { beginRpc, metric, openSession } from './unfinished-rpc.ts';

const { getPrice } = PriceServiceService;
const PRICE_PATH = '/productPrice/9310301';

const begin = (session: ClientHttp2Session, path: string = getPrice.path) => beginRpc(session, path);
const call = (client: RpcClient) => client.call(getPrice, { productId: 9310301 });
const refused = { code: status.RESOURCE_EXHAUSTED };

/** Resolves when the server has received all that was sent before. */
const roundTrip = (session: ClientHttp2Session) => new Promise<void>((resolve) => void session.ping(() => resolve()));

/** A service whose only place is taken by an RPC whose request does not end. */
async function startFull() {
  const price = await START_BACKEND.price({ MAX_REQUESTS_IN_FLIGHT: '1' });
  const session = openSession(price);
  const stream = begin(session);
  await expect.poll(async () => (await fetch(price.httpUrl + PRICE_PATH)).status).toBe(503);
  return {
    price,
    stream,
    async [Symbol.asyncDispose]() {
      session.destroy();
      await price[Symbol.asyncDispose]();
    },
  };
}

describe('a service at MAX_REQUESTS_IN_FLIGHT', () => {
  it('responds 503 with Retry-After over HTTP', async () => {
    await using full = await startFull();
    const response = await fetch(full.price.httpUrl + PRICE_PATH);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('x-request-id')).toMatch(/./);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.json()).toMatchObject({ type: 'urn:product-gateway:error:overloaded', status: 503 });
  });

  it('responds RESOURCE_EXHAUSTED with RetryInfo over gRPC, however many RPCs arrive at once', async () => {
    await using full = await startFull();
    using client = new RpcClient(full.price.grpcPort);
    const errors = await Promise.all(Array.from({ length: 50 }, () => call(client).catch((error: unknown) => error)));
    expect(errors.map((error) => (error as ServiceError).code)).toEqual(Array<number>(50).fill(refused.code));
    const { metadata } = errors[0] as ServiceError;
    expect(metadata.get('grpc-retry-pushback-ms')).toEqual(['1000']);
    const { code, details } = Status.decode(metadata.get('grpc-status-details-bin')[0] as Buffer);
    expect(code).toBe(refused.code);
    const values = Object.fromEntries(details.map(({ typeUrl, value }) => [typeUrl.split('.').at(-1), value]));
    expect(ErrorInfo.decode(values['ErrorInfo'] as Buffer).reason).toBe('OVERLOADED');
    expect(RetryInfo.decode(values['RetryInfo'] as Buffer).retryDelay).toEqual({ seconds: 1, nanos: 0 });
  });

  it('still responds to probes and scrapes, and counts refused requests', async () => {
    await using full = await startFull();
    const { price } = full;
    for (const path of ['/livez', '/readyz', '/metrics']) expect((await fetch(price.httpUrl + path)).status).toBe(200);
    using client = new RpcClient(price.grpcPort);
    expect(await client.call(HealthService.check, { service: '' })).toEqual({ status: 1 });
    const before = await metric(price, 'product_gateway_refused_requests_total');
    await expect(call(client)).rejects.toMatchObject(refused);
    expect((await fetch(price.httpUrl + PRICE_PATH)).status).toBe(503);
    expect(await metric(price, 'product_gateway_refused_requests_total')).toBe(before + 2);
  });

  it('serves again once the request has ended, however it ends', async () => {
    await using full = await startFull();
    using client = new RpcClient(full.price.grpcPort);
    full.stream.close(constants.NGHTTP2_CANCEL);
    await expect.poll(async () => (await fetch(full.price.httpUrl + PRICE_PATH)).status).toBe(200);
    expect(await call(client)).toHaveProperty('price');
    const session = openSession(full.price);
    const takePlaceAndCall = async () => {
      begin(session);
      await roundTrip(session);
      return call(client).catch((error: unknown) => error);
    };
    await expect.poll(takePlaceAndCall).toMatchObject(refused);
    session.destroy();
    await expect.poll(() => call(client).catch((error: unknown) => error)).toHaveProperty('price');
  });
});

describe('a connection that fills a service', () => {
  it('leaves a quarter of the places to others', async () => {
    await using price = await START_BACKEND.price({ MAX_REQUESTS_IN_FLIGHT: '40' });
    const session = openSession(price);
    const streams = Array.from({ length: 40 }, () => begin(session));
    const responses = streams.map((stream) => once(stream, 'response'));
    // Those beyond 30 are refused at once, and the others wait for their requests.
    await Promise.all(responses.slice(30));
    using client = new RpcClient(price.grpcPort);
    expect(await call(client)).toHaveProperty('price');
    expect((await fetch(price.httpUrl + PRICE_PATH)).status).toBe(200);
    session.destroy();
  });

  it('queues what is beyond MAX_CONCURRENT_STREAMS if it obeys SETTINGS', async () => {
    await using price = await START_BACKEND.price({ MAX_CONCURRENT_STREAMS: '5' });
    using client = new RpcClient(price.grpcPort);
    const prices = await Promise.all(Array.from({ length: 500 }, () => call(client)));
    expect(prices).toHaveLength(500);
    expect(await metric(price, 'product_gateway_refused_requests_total')).toBe(0);
  });

  it('may reset thousands of streams, as a proxy or a gateway does whose clients leave', async () => {
    await using price = await START_BACKEND.price();
    const session = openSession(price);
    const errors: Error[] = [];
    session.on('error', (error) => errors.push(error));
    await once(session, 'remoteSettings');
    for (let count = 0; count < 30; count++) {
      const streams = Array.from({ length: 100 }, () => begin(session));
      const closed = streams.map((stream) => once(stream, 'close'));
      for (const stream of streams) stream.close(constants.NGHTTP2_CANCEL);
      await Promise.all(closed);
    }
    await roundTrip(session);
    expect(errors).toEqual([]);
    const statusOfUnknown = async () => {
      const stream = begin(session, '/no.such.Service/Method');
      const [headers] = (await once(stream, 'response')) as [Record<string, string>];
      return Number(headers['grpc-status']);
    };
    // Refused until the last of them have been cancelled.
    await expect.poll(statusOfUnknown).toBe(status.UNIMPLEMENTED);
    session.destroy();
  });
});
