import { expect, it } from 'vitest';

import type { BackendName } from '#configuration';

import { startLoad } from '../../libs/testbed/src/load/constant-load.ts';
import { get, startShop, type ServiceContainer } from '../../libs/testbed/src/containers/shop.ts';

const BACKENDS: readonly BackendName[] = ['base-product', 'inventory', 'price', 'reviews'];

/** Takes its time in each backend, so that requests are in flight at any moment. */
const HEADERS = { 'x-fault': BACKENDS.map((name) => `${name}=delay:200ms`).join() };
const REQUESTS_PER_SECOND = 50;

/** Longer than a busy Docker may take to tell a name's new address. */
const DRAIN_DELAY = '5s';

const isReady = async (container: ServiceContainer) => (await get(container, '/readyz')).ok;

it('each service is replaced under constant load, and no answer fails or lacks a part', async () => {
  await using shop = await startShop({ FAULTS: 'on', DRAIN_DELAY });
  let { gateway } = shop.services;
  await using load = startLoad(() => `${gateway.httpUrl}/product/9310301`, HEADERS, REQUESTS_PER_SECOND);

  const replacements = new Map<string, ServiceContainer>();
  for (const name of BACKENDS) {
    replacements.set(name, await shop.start(name));
    await shop.services[name].docker.stop({ t: 20 });
  }
  const newGateway = await shop.start('gateway');
  const stopped = gateway.docker.stop({ t: 20 });
  // This is the load balancer, which sends requests until it sees that the old one wants none.
  await expect.poll(() => isReady(gateway)).toBe(false);
  gateway = newGateway;
  await stopped;

  const answers = await load.stop();
  expect(answers.map(({ outcome }) => outcome).filter((outcome) => outcome !== '200')).toEqual([]);
  const hops = answers.flatMap((answer) => answer.hops);
  replacements.set('gateway', newGateway);
  for (const [name, old] of Object.entries(shop.services)) {
    const instances = new Set(hops.filter(({ service }) => service === name).map(({ instance }) => instance));
    expect([name, instances]).toEqual([name, new Set([old.hostname, replacements.get(name)?.hostname])]);
    expect([name, (await old.docker.inspect()).State.ExitCode]).toEqual([name, 0]);
  }
});
