import { connect } from 'node:http2';

import { status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { BaseProductServiceService, ReviewsServiceService } from '#contracts';
import { START_BACKEND, startBackends, startService, startStubBackend, backendEnvironment } from '#testbed';

import { GRPC_TRANSPORTS, type GrpcTransportName } from '#grpc';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

type Handler = (call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) => void;

const failing =
  (code: status): Handler =>
  (_call, callback) =>
    callback({ code, details: 'as the test wants it' });

const startGatewayOver = (GRPC_TRANSPORT: GrpcTransportName) => (environment: NodeJS.ProcessEnv) =>
  startService(gatewaySettings, createGatewayApp, { ...environment, GRPC_TRANSPORT });

describe.each(GRPC_TRANSPORTS)('over %s, an optional backend', (transport) => {
  const startGateway = startGatewayOver(transport);
  const FAILURES: Record<string, Handler> = {
    'responds UNAVAILABLE': failing(status.UNAVAILABLE),
    'responds INTERNAL': failing(status.INTERNAL),
    'responds NOT_FOUND': failing(status.NOT_FOUND),
    'hangs past its deadline': () => undefined,
  };

  it.each(Object.entries(FAILURES))('that %s leaves its part out, named as degraded', async (_how, listReviews) => {
    await using backends = await startBackends();
    await using stub = await startStubBackend(ReviewsServiceService, { listReviews });
    await using gateway = await startGateway({
      ...backends.environment,
      ...backendEnvironment({ reviews: stub.port }),
      REVIEWS_TIMEOUT: '200ms',
    });
    const response = await fetch(`${gateway.httpUrl}/product/9310301`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.has('etag')).toBe(false);
    const product = (await response.json()) as Record<string, unknown>;
    expect(product['degraded']).toEqual(['reviews']);
    expect(product).not.toHaveProperty('reviews');
    expect(product).toMatchObject({ price: 38.99, inventory: 93 });
    const page = await (await fetch(`${gateway.httpUrl}/product/9310301.html`)).text();
    expect(page).toContain("Reviews can't be shown right now.");
  });

  it('that fails is counted for each response that lacks its part, and not for an error', async () => {
    await using backends = await startBackends({ FAULTS: 'on' });
    await using gateway = await startGateway({ ...backends.environment, FAULTS: 'on' });
    const ask = (faults: string) => fetch(`${gateway.httpUrl}/product/9310301`, { headers: { 'x-fault': faults } });
    await ask('price=INTERNAL');
    await ask('price=INTERNAL, reviews=ABORTED');
    await ask('base-product=INTERNAL, inventory=INTERNAL');
    const metrics = await (await fetch(`${gateway.httpUrl}/metrics`)).text();
    const counts = metrics.matchAll(/^product_gateway_degraded_responses_total\{backend="(.+)"\} (\d+)$/gm);
    expect([...counts].map(([, backend, count]) => [backend, count])).toEqual([
      ['price', '2'],
      ['reviews', '1'],
    ]);
  });

  it('that restarts on the same port is called again, without a restart of the gateway', async () => {
    await using backends = await startBackends();
    await using gateway = await startGateway(backends.environment);
    const { reviews } = backends.services;
    const degraded = async () =>
      ((await (await fetch(`${gateway.httpUrl}/product/9310301`)).json()) as { degraded?: string[] }).degraded;
    await reviews.service.stop();
    expect(await degraded()).toEqual(['reviews']);
    await using back = await START_BACKEND.reviews({ GRPC_PORT: String(reviews.grpcPort) });
    await expect.poll(degraded, { timeout: 2000 }).toBeUndefined();
    expect(back.grpcPort).toBe(reviews.grpcPort);
  });
});

describe.each(GRPC_TRANSPORTS)('over %s, the required backend', (transport) => {
  const startGateway = startGatewayOver(transport);
  it.each([
    [status.NOT_FOUND, 404, 'product-not-found'],
    [status.INVALID_ARGUMENT, 400, 'invalid-request'],
    [status.RESOURCE_EXHAUSTED, 429, 'too-many-requests'],
    [status.INTERNAL, 502, 'backend-failed'],
    [status.PERMISSION_DENIED, 502, 'backend-failed'],
    [status.UNAVAILABLE, 503, 'backend-unavailable'],
    [status.DEADLINE_EXCEEDED, 504, 'backend-timeout'],
  ])('that responds %i makes the gateway respond %i', async (code, httpStatus, error) => {
    const getBaseProduct = failing(code);
    await using stub = await startStubBackend(BaseProductServiceService, {
      getBaseProduct,
      listBaseProducts: getBaseProduct,
    });
    await using gateway = await startGateway(backendEnvironment({ 'base-product': stub.port }));
    const response = await fetch(`${gateway.httpUrl}/product/9310301`);
    expect(response.status).toBe(httpStatus);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ type: `urn:product-gateway:error:${error}`, status: httpStatus });
    expect(text).not.toContain('as the test wants it');
    expect(response.headers.get('retry-after')).toBe(httpStatus === 503 ? '1' : null);
  });

  it('that has too many requests in flight makes the gateway respond 503 with Retry-After', async () => {
    await using backend = await START_BACKEND['base-product']({ MAX_REQUESTS_IN_FLIGHT: '1' });
    await using gateway = await startGateway(backendEnvironment({ 'base-product': backend.grpcPort }));
    const session = connect(`http://127.0.0.1:${backend.grpcPort}`);
    // It holds the one place, since its request never ends.
    const { path } = BaseProductServiceService.getBaseProduct;
    session
      .request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc' })
      .on('error', () => undefined);
    const response = () => fetch(`${gateway.httpUrl}/product/9310301`);
    await expect.poll(async () => (await response()).status).toBe(503);
    const refused = await response();
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ type: 'urn:product-gateway:error:overloaded', status: 503 });
    session.destroy();
  });

  it('that hangs is given up on at its deadline, and its call is cancelled', async () => {
    let cancelled = 0;
    await using stub = await startStubBackend(BaseProductServiceService, {
      getBaseProduct: ((call) => void call.once('cancelled', () => (cancelled += 1))) satisfies Handler,
      listBaseProducts: failing(status.UNIMPLEMENTED),
    });
    await using gateway = await startGateway({
      ...backendEnvironment({ 'base-product': stub.port }),
      REQUEST_TIMEOUT: '200ms',
    });
    expect((await fetch(`${gateway.httpUrl}/product/9310301`)).status).toBe(504);
    await expect.poll(() => cancelled).toBe(1);
  });

  it('gets a cancellation when the client of the gateway leaves', async () => {
    let calls = 0;
    let cancelled = 0;
    await using stub = await startStubBackend(BaseProductServiceService, {
      getBaseProduct: ((call) => {
        calls += 1;
        call.once('cancelled', () => (cancelled += 1));
      }) satisfies Handler,
      listBaseProducts: failing(status.UNIMPLEMENTED),
    });
    await using gateway = await startGateway({
      ...backendEnvironment({ 'base-product': stub.port }),
      BASEPRODUCT_TIMEOUT: '60s',
      REQUEST_TIMEOUT: '60s',
    });
    const leaving = new AbortController();
    const response = fetch(`${gateway.httpUrl}/product/9310301`, { signal: leaving.signal });
    await expect.poll(() => calls).toBe(1);
    leaving.abort();
    await expect(response).rejects.toThrow('aborted');
    await expect.poll(() => cancelled).toBe(1);
  });
});
