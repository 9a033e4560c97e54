import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HealthCheckResponse_ServingStatus, HealthService, ProductServiceService } from '#contracts';
import { RpcClient } from '#testbed';

import { parseProductResponse } from '../../libs/testbed/src/load/product-response.ts';
import { SEED } from '../../libs/testbed/src/seed.ts';
import {
  get,
  startContainers,
  type ServiceContainer,
  type ContainerTestbed,
} from '../../libs/testbed/src/containers/containers.ts';

describe('the images on a network of their own', () => {
  let testbed: ContainerTestbed;
  let secondPrice: ServiceContainer;
  beforeAll(async () => {
    testbed = await startContainers();
    secondPrice = await testbed.start('price');
  });
  afterAll(() => testbed?.[Symbol.asyncDispose]());

  const getPath = (path: string) => get(testbed.services.gateway, path);
  const hopsOfProduct = async () =>
    parseProductResponse(await (await getPath('/product/9310301?view=hops')).text()).hops;

  it('respond with the bytes of the article', async () => {
    const response = await getPath('/product/9310301');
    expect([response.status, await response.text()]).toEqual([200, SEED]);
  });

  it('respond with a page that may load nothing', async () => {
    const page = await getPath('/product/9310301.html');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('Brio Milano');
  });

  it('are identified in hops by the host names of their containers', async () => {
    const { price: firstPrice, ...others } = testbed.services;
    const instances = Object.groupBy(await hopsOfProduct(), ({ service }) => service);
    for (const [service, { hostname }] of Object.entries(others)) {
      expect(instances[service]).toMatchObject([{ instance: hostname }]);
    }
    expect([firstPrice.hostname, secondPrice.hostname]).toContain(instances['price']?.[0]?.instance);
  });

  it('serve gRPC outside their network, on the published port', async () => {
    using client = new RpcClient(testbed.services.gateway.grpcPort);
    const { product } = await client.call(ProductServiceService.getProduct, { productId: 9310301 });
    expect(product).toMatchObject({ baseProduct: { productId: 9310301 }, inventory: { total: 93 }, degraded: [] });
    expect(await client.call(HealthService.check, { service: '' })).toEqual({
      status: HealthCheckResponse_ServingStatus.SERVING,
    });
  });

  it('share the requests between two replicas behind one name, without a mesh', async () => {
    const called = new Set<string | null | undefined>();
    const both = new Set([testbed.services.price.hostname, secondPrice.hostname]);
    await expect
      .poll(async () => called.add((await hopsOfProduct()).find(({ service }) => service === 'price')?.instance))
      .toEqual(both);
  });
});
