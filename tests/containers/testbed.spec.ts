import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startContainers, type ContainerTestbed } from '../../libs/testbed/src/containers/containers.ts';
import { itBehavesAsTestbed } from '../../libs/testbed/src/testbed-contract.ts';

describe('the testbed of containers', () => {
  let testbed: ContainerTestbed;
  beforeAll(async () => {
    testbed = await startContainers();
  });
  afterAll(() => testbed?.[Symbol.asyncDispose]());

  itBehavesAsTestbed(() => testbed);

  it('shares the calls between two instances of a service that is scaled to 2', async () => {
    await testbed.scale('price', 2);
    // It resolves the name of a backend anew only when a connection has ended.
    await testbed.restart('gateway');
    const served = new Set<string>();
    const instances = async () => {
      const response = await fetch(`${testbed.httpUrl('gateway')}/product/9310301?view=hops`);
      const { hops } = (await response.json()) as { hops: { service: string; instance: string }[] };
      return served.add(hops.find(({ service }) => service === 'price')?.instance ?? '').size;
    };
    await expect.poll(instances, { timeout: 30_000 }).toBe(2);
    await testbed.scale('price', 1);
  });
});
