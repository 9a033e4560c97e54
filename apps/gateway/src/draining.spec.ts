import { once } from 'node:events';
import { connect } from 'node:http2';

import { describe, expect, it } from 'vitest';
import { BaseProductServiceService, PriceServiceService } from '#contracts';
import { backendEnvironment, RpcClient, START_BACKEND, startService, startStubBackend } from '#testbed';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

describe('a service that drains', () => {
  it('reports not ready and ends HTTP connections, but still responds until DRAIN_DELAY is over', async () => {
    const price = await START_BACKEND.price({ DRAIN_DELAY: '3s' });
    using client = new RpcClient(price.grpcPort);
    const stopped = price.service.stop();

    const readyz = await fetch(`${price.httpUrl}/readyz`);
    expect([readyz.status, await readyz.text()]).toEqual([503, 'draining']);
    expect(readyz.headers.get('connection')).toBe('close');
    expect((await fetch(`${price.httpUrl}/livez`)).status).toBe(200);
    expect(await client.call(PriceServiceService.getPrice, { productId: 9310301 })).toHaveProperty('price');

    await stopped;
    await expect(fetch(`${price.httpUrl}/livez`)).rejects.toThrow('fetch failed');
  });

  it('sends GOAWAY to gRPC clients and still accepts their new connections', async () => {
    const price = await START_BACKEND.price({ DRAIN_DELAY: '3s' });
    const session = connect(`http://127.0.0.1:${price.grpcPort}`);
    await once(session, 'remoteSettings');
    const stopped = price.service.stop();
    await once(session, 'goaway');
    using client = new RpcClient(price.grpcPort);
    expect(await client.call(PriceServiceService.getPrice, { productId: 9310301 })).toHaveProperty('price');
    await stopped;
  });

  it('cuts what is still in flight after DRAIN_TIMEOUT', async () => {
    let calls = 0;
    const hang = () => void (calls += 1);
    await using stub = await startStubBackend(BaseProductServiceService, {
      getBaseProduct: hang,
      listBaseProducts: hang,
    });
    const gateway = await startService(gatewaySettings, createGatewayApp, {
      ...backendEnvironment({ 'base-product': stub.port }),
      BASEPRODUCT_TIMEOUT: '60s',
      REQUEST_TIMEOUT: '60s',
      DRAIN_TIMEOUT: '200ms',
    });
    const response = fetch(`${gateway.httpUrl}/product/1`).catch((error: Error) => error.message);
    await expect.poll(() => calls).toBe(1);
    await gateway.service.stop();
    expect(await response).toBe('fetch failed');
  });
});
