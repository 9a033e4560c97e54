import { once } from 'node:events';
import { connect as connectHttp2, constants, type ClientHttp2Session } from 'node:http2';
import { connect, type Socket } from 'node:net';

import { status, type ServiceError } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { ErrorInfo, HealthService, PriceServiceService, RetryInfo, Status } from '#contracts';
import { RpcClient, START_BACKEND, type RunningService } from '#testbed';

const REQUEST = { productId: 9310301 };
const { getPrice } = PriceServiceService;
const PRICE_PATH = '/productPrice/9310301';

const openSession = ({ grpcPort }: RunningService) => connectHttp2(`http://127.0.0.1:${grpcPort}`);

/** An RPC of which only the headers are sent. */
function begin(session: ClientHttp2Session, path: string = getPrice.path) {
  const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
  const stream = session.request(headers);
  return stream.on('error', () => undefined);
}

/** Resolves when the server has received all that was sent before. */
const roundTrip = (session: ClientHttp2Session) => new Promise<void>((resolve) => void session.ping(() => resolve()));

/** The value of a counter, or of a gauge, summed over its labels. */
async function metric({ httpUrl }: RunningService, name: string): Promise<number> {
  const text = await (await fetch(`${httpUrl}/metrics`)).text();
  return [...text.matchAll(new RegExp(`^${name}\\S* (\\d+)$`, 'gm'))].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
}

const call = (client: RpcClient) => client.call(getPrice, REQUEST);
const refused = { code: status.RESOURCE_EXHAUSTED };

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

describe('a port at MAX_CONNECTIONS', () => {
  const open = (port: number, text = ''): Socket => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.resume().write(text);
    return socket;
  };

  it.each(['', 'GET / HTTP/1.1\r\nhost: a\r\nx-half: '])(
    'closes the least recently used connection that has no request for a new one, and serves that: %j',
    async (text) => {
      await using price = await START_BACKEND.price({ MAX_CONNECTIONS: '3' });
      const sockets: Socket[] = [];
      for (let count = 0; count < 3; count++) {
        const socket = open(price.service.httpPort, text);
        await once(socket, 'connect');
        sockets.push(socket);
      }
      const [first, second] = sockets.map((socket) => once(socket, 'close'));
      const probe = () => fetch(`${price.httpUrl}/livez`, { headers: { connection: 'close' } });
      expect((await probe()).status).toBe(200);
      await first;
      const another = open(price.service.httpPort, text);
      sockets.push(another);
      await once(another, 'connect');
      expect((await probe()).status).toBe(200);
      await second;
      for (const socket of sockets) socket.destroy();
      await expect.poll(() => metric(price, 'product_gateway_closed_connections_total')).toBeGreaterThanOrEqual(2);
    },
  );

  it('keeps the connection that has a request in flight', async () => {
    await using price = await START_BACKEND.price({ MAX_CONNECTIONS: '2' });
    const busy = openSession(price);
    await once(busy, 'remoteSettings');
    const stream = begin(busy);
    for (let count = 0; count < 5; count++) {
      const idle = openSession(price);
      idle.on('error', () => undefined);
      await once(idle, 'remoteSettings');
    }
    using client = new RpcClient(price.grpcPort);
    expect(await call(client)).toHaveProperty('price');
    expect([busy.destroyed, stream.destroyed]).toEqual([false, false]);
    busy.destroy();
  });
});

describe('a connection with pipelined requests', () => {
  const pipelined = (port: number, count: number) =>
    new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      let text = '';
      socket.setEncoding('latin1').on('data', (chunk) => {
        text += String(chunk);
        if (text.match(/HTTP\/1.1 200/g)?.length === count) socket.end();
      });
      socket.on('error', () => undefined).on('close', () => resolve(text));
      socket.write(`GET ${PRICE_PATH} HTTP/1.1\r\nhost: a\r\n\r\n`.repeat(count));
    });

  it('is served up to 16 at a time', async () => {
    await using price = await START_BACKEND.price();
    expect((await pipelined(price.service.httpPort, 16)).match(/HTTP\/1.1 200/g)).toHaveLength(16);
  });

  it('is closed beyond, and leaves nothing behind', async () => {
    await using price = await START_BACKEND.price();
    await pipelined(price.service.httpPort, 1000);
    await expect.poll(() => metric(price, 'http_server_active_requests')).toBe(0);
    expect(await metric(price, 'product_gateway_closed_connections_total')).toBe(1);
    expect((await pipelined(price.service.httpPort, 2)).match(/HTTP\/1.1 200/g)).toHaveLength(2);
  });
});
