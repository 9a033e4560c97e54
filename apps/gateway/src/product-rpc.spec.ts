import { status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { BaseProductServiceService, ProductServiceService } from '#contracts';
import { backendEnvironment, RpcClient, startBackends, startService, startStubBackend } from '#testbed';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

const { getProduct } = ProductServiceService;

describe('ProductService.GetProduct', () => {
  it("composes the backends' own messages", async () => {
    await using backends = await startBackends();
    await using gateway = await startService(gatewaySettings, createGatewayApp, backends.environment);
    using client = new RpcClient(gateway.grpcPort);
    const { product } = await client.call(getProduct, { productId: 9310301 });
    expect(product).toMatchObject({
      baseProduct: { productId: 9310301, options: { length: 4 } },
      inventory: { total: 93 },
      price: { price: { currencyCode: 'USD', units: 38, nanos: 990_000_000 } },
      reviews: { length: 3 },
      degraded: [],
    });
  });

  it('leaves out and names what an optional backend could not give', async () => {
    await using backends = await startBackends();
    await using gateway = await startService(gatewaySettings, createGatewayApp, backends.environment);
    await Promise.all([backends.services.price.service.stop(), backends.services.reviews.service.stop()]);
    using client = new RpcClient(gateway.grpcPort);
    const { product } = await client.call(getProduct, { productId: 9310301 });
    expect(product).toMatchObject({ price: undefined, reviews: [], degraded: ['price', 'reviews'] });
  });

  it.each([
    [0, status.INVALID_ARGUMENT],
    [-1, status.INVALID_ARGUMENT],
    [2 ** 31, status.NOT_FOUND],
  ])('responds to the id %d with status %d', async (productId, code) => {
    await using backends = await startBackends();
    await using gateway = await startService(gatewaySettings, createGatewayApp, backends.environment);
    using client = new RpcClient(gateway.grpcPort);
    await expect(client.call(getProduct, { productId })).rejects.toMatchObject({ code });
  });

  it.each([25, 30, 36_500])('serves a client whose deadline is %d days from now', async (days) => {
    await using backends = await startBackends();
    await using gateway = await startService(gatewaySettings, createGatewayApp, backends.environment);
    using client = new RpcClient(gateway.grpcPort);
    const deadline = Date.now() + days * 86_400_000;
    const { product } = await client.call(getProduct, { productId: 9310301 }, { deadline });
    expect(product).toMatchObject({ degraded: [] });
  });

  it("passes on what is left of its client's deadline, when that is nearer than its own", async () => {
    const deadlines: number[] = [];
    const hang = (call: ServerUnaryCall<unknown, unknown>, _callback: sendUnaryData<unknown>) => {
      deadlines.push(Number(call.getDeadline()));
    };
    await using stub = await startStubBackend(BaseProductServiceService, {
      getBaseProduct: hang,
      listBaseProducts: hang,
    });
    await using gateway = await startService(gatewaySettings, createGatewayApp, {
      ...backendEnvironment({ 'base-product': stub.port }),
      BASEPRODUCT_TIMEOUT: '60s',
      REQUEST_TIMEOUT: '60s',
    });
    using client = new RpcClient(gateway.grpcPort);
    const deadline = Date.now() + 400;
    await expect(client.call(getProduct, { productId: 1 }, { deadline })).rejects.toMatchObject({
      code: status.DEADLINE_EXCEEDED,
    });
    expect(deadlines).toHaveLength(1);
    expect(Math.abs((deadlines[0] ?? 0) - deadline)).toBeLessThan(200);
  });
});
