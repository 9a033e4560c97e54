import { expect, it } from 'vitest';

import type { BackendName } from '#configuration';

import { startLoad } from '../../libs/testbed/src/load/run-load.ts';
import { get, startContainers, type ServiceContainer } from '../../libs/testbed/src/containers/containers.ts';

const BACKENDS: readonly BackendName[] = ['base-product', 'inventory', 'price', 'reviews'];

/** Delays each call, so that requests are in flight at any moment. */
const HEADERS = { 'x-fault': BACKENDS.map((name) => `${name}=delay:200ms`).join() };
const REQUESTS_PER_SECOND = 50;
/** More than are ever in flight, so that none is late. */
const CONNECTIONS = 100;

/** Longer than a busy Docker may take to resolve a name to its new address. */
const DRAIN_DELAY = '5s';

const isReady = async (container: ServiceContainer) => (await get(container, '/readyz')).ok;

it('each service is replaced under constant load, and no response fails or lacks a part', async () => {
  await using testbed = await startContainers({ environment: { FAULTS: 'on', DRAIN_DELAY } });
  let { gateway } = testbed.services;
  const url = () => new URL(`${gateway.httpUrl}/product/9310301?view=hops`);
  await using load = startLoad({ url, headers: HEADERS, rate: REQUESTS_PER_SECOND, concurrency: CONNECTIONS });

  const replacements = new Map<string, ServiceContainer>();
  for (const name of BACKENDS) {
    replacements.set(name, await testbed.start(name));
    await testbed.services[name].docker.stop({ t: 20 });
  }
  const newGateway = await testbed.start('gateway');
  const stopped = gateway.docker.stop({ t: 20 });
  // This test is the load balancer, which sends requests to the old gateway until that is no longer ready.
  await expect.poll(() => isReady(gateway)).toBe(false);
  gateway = newGateway;
  await stopped;

  const { requests, statuses, noResponse, degraded, instances } = await load.stop();
  expect(requests).toBeGreaterThan(REQUESTS_PER_SECOND);
  expect({ statuses, noResponse, degraded }).toEqual({ statuses: { 200: requests }, noResponse: 0, degraded: 0 });
  expect(instances.flatMap((instance) => Object.keys(instance.statuses)).filter((status) => status !== 'OK')).toEqual(
    [],
  );
  replacements.set('gateway', newGateway);
  for (const [name, old] of Object.entries(testbed.services)) {
    const served = new Set(instances.filter(({ service }) => service === name).map(({ instance }) => instance));
    expect([name, served]).toEqual([name, new Set([old.hostname, replacements.get(name)?.hostname])]);
    expect([name, (await old.docker.inspect()).State.ExitCode]).toEqual([name, 0]);
  }
});
