// What every driver of the testbed does, as specs that each driver's own spec calls.
import { expect, it } from 'vitest';

import { PriceServiceService } from '#contracts';

import { RpcClient } from './rpc-client.ts';
import type { Testbed } from './testbed.ts';

const SERVED = { timeout: 30_000, interval: 100 };

/** @param testbed is evaluated in each test; the five services run whole at the beginning, and at the end */
export function itBehavesAsTestbed(testbed: () => Testbed): void {
  const product = async () => {
    const response = await fetch(`${testbed().httpUrl('gateway')}/product/9310301`);
    return (await response.json()) as Record<string, unknown>;
  };

  it('serves a product at the HTTP address of the gateway', async () => {
    await expect.poll(product, SERVED).not.toHaveProperty('degraded');
    expect(await product()).toMatchObject({ productId: 9310301, price: expect.any(Number) as number });
  });

  it('serves RPCs at the gRPC address of a backend', async () => {
    const [host, port] = testbed().grpcAddress('price').split(':');
    using price = new RpcClient(Number(port), [], host);
    expect(await price.call(PriceServiceService.getPrice, { productId: 9310301 })).toMatchObject({
      price: { productId: 9310301 },
    });
  });

  it('has no instance of a service that is stopped, until it is restarted', async () => {
    await testbed().stop('reviews');
    await expect.poll(product, SERVED).toMatchObject({ degraded: ['reviews'] });
    await testbed().restart('reviews');
    await expect.poll(product, SERVED).not.toHaveProperty('degraded');
  });

  it('has no instance of a service that is scaled to 0, and one again when it is scaled to 1', async () => {
    await testbed().scale('inventory', 0);
    await expect.poll(product, SERVED).toMatchObject({ degraded: ['inventory'] });
    await testbed().scale('inventory', 1);
    await expect.poll(product, SERVED).not.toHaveProperty('degraded');
  });
}
