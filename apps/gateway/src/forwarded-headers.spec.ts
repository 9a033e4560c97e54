import { Metadata, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BaseProductServiceService, ProductServiceService } from '#contracts';
import {
  backendEnvironment,
  RpcClient,
  startService,
  startStubBackend,
  type RunningService,
  type StubBackend,
} from '#testbed';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

/** Headers that are passed on as they are. */
const PASSED: Record<string, Record<string, string>> = {
  'trace context': {
    traceparent: TRACEPARENT,
    tracestate: 'rojo=00f067aa0ba902b7,congo=t61',
    baggage: 'user=7,tier=gold',
  },
  'a traceparent of a later version': { traceparent: `${TRACEPARENT.replace('00', '01')}-more` },
  'a whole baggage': { baggage: `k=${'v'.repeat(8190)}` },
  'b3 in one header': { b3: '80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90' },
  'b3 that only decides': { b3: '0' },
  'b3 in many headers': {
    'x-b3-traceid': '463ac35c9f6413ad48485a3953bb6124',
    'x-b3-spanid': 'a2fb4a1d1a96d312',
    'x-b3-parentspanid': '0020000000000001',
    'x-b3-sampled': '1',
    'x-b3-flags': '1',
  },
  'what FORWARD_HEADERS names': { 'x-tester': 'alice', 'x-tenant': 'acme, inc.' },
};

/** Headers that are dropped. */
const DROPPED: Record<string, Record<string, string>> = {
  'a traceparent of zeros': { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` },
  'a traceparent in capitals': { traceparent: TRACEPARENT.toUpperCase() },
  'a traceparent with more than it may have': { traceparent: `${TRACEPARENT}-more` },
  'a tracestate without its trace': { tracestate: 'rojo=00f067aa0ba902b7' },
  'a baggage that is too long': { baggage: `k=${'v'.repeat(8191)}` },
  'b3 that is none': { b3: 'yes' },
  'an x-b3-traceid that is none': { 'x-b3-traceid': 'xyz' },
  'an x-tester that is too long': { 'x-tester': 'x'.repeat(1025) },
  'a header that nobody named': { 'x-other': '1', authorization: 'Bearer secret' },
  'x-fault, since FAULTS is off': { 'x-fault': 'base-product=hang' },
  'what hops and calls are known by': { 'x-hop': 'me', 'x-call-id': 'mine' },
};

describe('the gateway', () => {
  const received: Metadata[] = [];
  let stub: StubBackend;
  let gateway: RunningService;
  let faulty: RunningService;

  beforeAll(async () => {
    const keep = ({ metadata }: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) => {
      received.push(metadata);
      callback(null, { baseProduct: { productId: 1, description: '', imageUrl: '', options: [] } });
    };
    stub = await startStubBackend(BaseProductServiceService, { getBaseProduct: keep, listBaseProducts: keep });
    gateway = await startGateway();
    faulty = await startGateway({ FAULTS: 'on' });
  });
  afterAll(async () => {
    await Promise.all([gateway, faulty, stub].map((running) => running[Symbol.asyncDispose]()));
  });

  const startGateway = (environment: NodeJS.ProcessEnv = {}) =>
    startService(gatewaySettings, createGatewayApp, {
      ...backendEnvironment({ 'base-product': stub.port, inventory: 1, price: 1, reviews: 1 }),
      FORWARD_HEADERS: 'x-tester,x-tenant',
      ...environment,
    });

  /** What base-product receives for a request over HTTP and for one over gRPC. */
  async function receivedFor(headers: Record<string, string>, { httpUrl, grpcPort } = gateway) {
    await fetch(`${httpUrl}/product/1`, { headers });
    using client = new RpcClient(grpcPort);
    const metadata = Metadata.fromHttp2Headers(headers);
    await client.call(ProductServiceService.getProduct, { productId: 1 }, { metadata });
    return received.splice(0).map((each) => each.getMap());
  }

  it.each(Object.entries(PASSED))('passes on %s, from HTTP and from gRPC', async (_what, headers) => {
    for (const metadata of await receivedFor(headers)) expect(metadata).toMatchObject(headers);
  });

  it.each(Object.entries(DROPPED))('drops %s', async (_what, headers) => {
    for (const metadata of await receivedFor(headers)) {
      for (const [name, value] of Object.entries(headers)) expect(metadata[name]).not.toBe(value);
    }
  });

  it('passes x-fault on where FAULTS is on', async () => {
    const headers = { 'x-fault': 'price=UNAVAILABLE;first=1' };
    for (const metadata of await receivedFor(headers, faulty)) expect(metadata).toMatchObject(headers);
  });

  it.each([
    ['x-fault', 'price=hang;first=1,\t reviews=reset', 'price=hang;first=1,reviews=reset'],
    ['tracestate', 'rojo=1,\tcongo=2\t,', 'rojo=1,congo=2'],
  ])('passes on %s without the tabs that metadata can not have', async (name, value, expected) => {
    const response = await fetch(`${faulty.httpUrl}/product/1`, {
      headers: { traceparent: TRACEPARENT, [name]: value },
    });
    expect(response.status).toBe(200);
    expect(received.splice(0)[0]?.get(name)).toEqual([expected]);
  });

  it('sends a new x-request-id and no x-call-id for each request without x-request-id', async () => {
    const [first, second] = await receivedFor({});
    expect(first?.['x-request-id']).toMatch(/^[\w.-]{1,64}$/);
    expect(second?.['x-request-id']).not.toBe(first?.['x-request-id']);
    expect([first?.['x-call-id'], second?.['x-call-id']]).toEqual([undefined, undefined]);
  });

  it('sends a new x-call-id for each request with an x-request-id, which may come again', async () => {
    const ids = (await receivedFor({ 'x-request-id': 'mine' })).map((metadata) => metadata['x-call-id']);
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toMatch(/^[\w.-]{1,64}$/);
  });

  it('passes a good x-request-id on and echoes it, over HTTP and gRPC, also with an error', async () => {
    const headers = { 'x-request-id': 'my-request/7' };
    const response = await fetch(`${gateway.httpUrl}/product/1`, { headers });
    expect(response.headers.get('x-request-id')).toBe('my-request/7');
    expect((await fetch(`${gateway.httpUrl}/nothing`, { headers })).headers.get('x-request-id')).toBe('my-request/7');
    using client = new RpcClient(gateway.grpcPort);
    const options = { metadata: Metadata.fromHttp2Headers(headers) };
    const { metadata } = await client.exchange(ProductServiceService.getProduct, { productId: 1 }, options);
    expect(metadata.get('x-request-id')).toEqual(['my-request/7']);
    const error: unknown = await client
      .call(ProductServiceService.getProduct, { productId: 0 }, options)
      .catch((e) => e);
    expect((error as { metadata: Metadata }).metadata.get('x-request-id')).toEqual(['my-request/7']);
    expect(received.splice(0).map((each) => each.get('x-request-id'))).toEqual([['my-request/7'], ['my-request/7']]);
  });

  it.each(['', 'two words', 'x'.repeat(129)])('makes an id for a request whose x-request-id is %j', async (id) => {
    const response = await fetch(`${gateway.httpUrl}/product/1`, { headers: { 'x-request-id': id } });
    const made = response.headers.get('x-request-id');
    expect(made).toMatch(UUID);
    expect(received.splice(0)[0]?.get('x-request-id')).toEqual([`${made}.gateway`]);
  });

  it.each(['X-Tester', 'host', 'grpc-timeout', 'x-hop', 'a b', 'a,b,c,d,e,f,g,h,i'])(
    'does not start with FORWARD_HEADERS=%s',
    async (names) => {
      await expect(startGateway({ FORWARD_HEADERS: names })).rejects.toThrow(
        `FORWARD_HEADERS is "${names}", but must be`,
      );
    },
  );

  it('says where a fault rule is wrong, over HTTP and gRPC', async () => {
    const headers = { 'x-fault': 'price=UNAVAILABEL' };
    const response = await fetch(`${faulty.httpUrl}/product/1`, { headers });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { type: 'urn:product-gateway:error:invalid-fault-rule', detail: expect.stringContaining('at 7, "UNAVAILABEL"') },
    ]);
    using client = new RpcClient(faulty.grpcPort);
    const options = { metadata: Metadata.fromHttp2Headers(headers) };
    await expect(client.call(ProductServiceService.getProduct, { productId: 1 }, options)).rejects.toThrow('at 7');
    expect(received).toEqual([]);
  });
});
