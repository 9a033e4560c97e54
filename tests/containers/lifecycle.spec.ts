import { Wait } from 'testcontainers';
import { expect, it } from 'vitest';

import { HardenedContainer } from '../../libs/testbed/src/containers/hardened-container.ts';
import { imageOf } from '../../libs/testbed/src/containers/image.ts';
import { SEED } from '../../libs/testbed/src/seed.ts';
import { ContainerNetwork, type RunningContainer } from '../../libs/testbed/src/containers/container-network.ts';
import { get, startContainers } from '../../libs/testbed/src/containers/containers.ts';

/** Seconds after which Docker kills what it stops. */
const GRACE = { t: 20 };

const exitCode = async ({ docker }: RunningContainer) => (await docker.inspect()).State.ExitCode;

it.each(['gateway', 'reviews'] as const)(
  'docker stop lets %s finish what is in flight, then it ends with 0',
  async (name) => {
    await using testbed = await startContainers({ environment: { FAULTS: 'on' } });
    const { gateway, reviews, [name]: stopped } = testbed.services;
    const response = get(gateway, '/product/9310301', { 'x-fault': 'reviews=delay:3s' });
    const metrics = async () => (await get(reviews, '/metrics')).text();
    await expect.poll(metrics).toMatch(/^product_gateway_rpc_server_active_calls\{.*ListReviews"\} 1$/m);

    await stopped.docker.stop(GRACE);
    expect(await (await response).text()).toBe(SEED);
    expect(await exitCode(stopped)).toBe(0);
  },
);

it('every line that a service writes is JSON and says which instance wrote it, from ready to stopped', async () => {
  await using testbed = await startContainers();
  expect(await (await get(testbed.services.gateway, '/product/9310301')).text()).toBe(SEED);
  for (const [service, container] of Object.entries(testbed.services)) {
    await container.docker.stop(GRACE);
    const lines = (await container.logs()).trimEnd().split('\n');
    const request = service === 'gateway' ? 'request' : 'rpc';
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject(
      ['ready', request, 'draining', 'stopped'].map((msg) => ({
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        service,
        version: 'v1',
        instance: container.hostname,
        msg,
      })),
    );
  }
});

/** Starts price alone, until it has written some text. */
const startPrice = (network: ContainerNetwork, environment: Record<string, string>, written: string) =>
  network.start(
    new HardenedContainer(imageOf('price'), [])
      .withEnvironment(environment)
      .withWaitStrategy(Wait.forLogMessage(written)),
    'price',
  );

it('a bad variable ends a service with 1, and one line that names it', async () => {
  await using network = await ContainerNetwork.create();
  const price = await startPrice(network, { HTTP_PORT: 'banana' }, 'HTTP_PORT');
  await price.docker.wait();
  const { level, msg } = JSON.parse(await price.logs()) as { level: string; msg: string };
  expect({ level, msg }).toEqual({
    level: 'fatal',
    msg: expect.stringMatching(/^HTTP_PORT is "banana", but must be /),
  });
  expect(await exitCode(price)).toBe(1);
});

it('docker kill ends a service with 137', async () => {
  await using network = await ContainerNetwork.create();
  const price = await startPrice(network, {}, 'ready');
  await price.docker.kill();
  expect(await exitCode(price)).toBe(137);
});
