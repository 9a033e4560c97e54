import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { SEED } from '../../libs/testbed/src/seed.ts';
import {
  get,
  startContainers,
  type ServiceContainer,
  type ContainerTestbed,
} from '../../libs/testbed/src/containers/containers.ts';
import { SLOW_NETWORK, startSlowNetwork, type SetDelay } from '../../libs/testbed/src/containers/slow-network.ts';

const PRODUCT = JSON.parse(SEED) as Record<string, unknown>;
const { reviews: _reviews, ...withoutReviews } = PRODUCT;

const WHOLE = { status: 200, retryAfter: null, body: PRODUCT };

const problem = (code: string): unknown =>
  expect.objectContaining({ type: `urn:product-gateway:error:${code}`, title: expect.any(String) });

/** The accepted responses while a backend fails. */
const DEGRADED = {
  reviews: [{ status: 200, retryAfter: null, body: { ...withoutReviews, degraded: ['reviews'] } }],
  'base-product': [
    { status: 503, retryAfter: '1', body: problem('backend-unavailable') },
    { status: 504, retryAfter: null, body: problem('backend-timeout') },
  ],
};
const BACKENDS = Object.keys(DEGRADED) as (keyof typeof DEGRADED)[];

/** Those of the services by default. */
const TIMEOUTS = { REVIEWS_TIMEOUT: '1s', BASEPRODUCT_TIMEOUT: '2s' };

/** How long the gateway may take to reconnect. */
const HEALED = { timeout: 30_000, interval: 200 };

/** Makes a backend fail, and resolves with a function that ends the failure. */
type Failure = (backend: ServiceContainer, testbed: ContainerTestbed, name: string) => Promise<() => Promise<void>>;

const FAILURES: Record<string, Failure> = {
  'is paused': async ({ docker }) => {
    await docker.pause();
    return () => docker.unpause();
  },
  'is killed': async ({ docker }) => {
    await docker.kill();
    return () => docker.start();
  },
  'is cut off from the network': async (backend, { network }, name) => {
    await network.disconnect(backend);
    return () => network.connect(backend, name);
  },
};

let testbed: ContainerTestbed;
let gatewayBehindSlowNetwork: ServiceContainer;
let setDelay: SetDelay;
beforeAll(async () => {
  testbed = await startContainers({ environment: TIMEOUTS });
  const hosts = { REVIEWS_SERVICE_HOST: SLOW_NETWORK, BASEPRODUCT_SERVICE_HOST: SLOW_NETWORK };
  [setDelay, gatewayBehindSlowNetwork] = await Promise.all([
    startSlowNetwork(testbed.network, BACKENDS),
    testbed.start('gateway', hosts),
  ]);
});
afterAll(() => testbed?.[Symbol.asyncDispose]());

async function getProduct(gateway = testbed.services.gateway) {
  const response = await get(gateway, '/product/9310301');
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: (await response.json()) as unknown,
  };
}

async function untilWhole(gateway?: ServiceContainer): Promise<void> {
  await expect.poll(() => getProduct(gateway), HEALED).toEqual(WHOLE);
}

describe.each(BACKENDS)('when %s', (name) => {
  it.each(Object.entries(FAILURES))(
    '%s, the response is degraded as documented, and afterwards whole again',
    async (_how, fail) => {
      await untilWhole();
      const heal = await fail(testbed.services[name], testbed, name);
      try {
        for (let responses = 0; responses < 3; responses += 1)
          expect(DEGRADED[name]).toContainEqual(await getProduct());
      } finally {
        await heal();
      }
      await untilWhole();
    },
  );

  it('is restarted, each response is whole or degraded as documented, and afterwards whole again', async () => {
    const over = new AbortController();
    const restarted = testbed.services[name].docker.restart({ t: 10 }).finally(() => over.abort());
    while (!over.signal.aborted) expect([WHOLE, ...DEGRADED[name]]).toContainEqual(await getProduct());
    await restarted;
    await untilWhole();
  });

  it('is behind a slow network, the gateway waits until its timeout, and calls it again afterwards', async () => {
    await setDelay(name, 200);
    await untilWhole(gatewayBehindSlowNetwork);
    await setDelay(name, 1500);
    expect(DEGRADED[name]).toContainEqual(await getProduct(gatewayBehindSlowNetwork));
    await setDelay(name, 0);
    await untilWhole(gatewayBehindSlowNetwork);
  });
});
