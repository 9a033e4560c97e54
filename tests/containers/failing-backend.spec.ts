import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { SEED } from './seed.ts';
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

/** What is answered in place of the whole product while a backend fails. */
const PROMISED = {
  reviews: [{ status: 200, retryAfter: null, body: { ...withoutReviews, degraded: ['reviews'] } }],
  'base-product': [
    { status: 503, retryAfter: '1', body: problem('backend-unavailable') },
    { status: 504, retryAfter: null, body: problem('backend-timeout') },
  ],
};
const BACKENDS = Object.keys(PROMISED) as (keyof typeof PROMISED)[];

/** The product's own. */
const TIMEOUTS = { REVIEWS_TIMEOUT: '1s', BASEPRODUCT_TIMEOUT: '2s' };

/** How long the gateway may take to see that nothing fails any more. */
const HEALED = { timeout: 30_000, interval: 200 };

/** Makes a backend fail, and gives what ends that. */
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

async function ask(gateway = testbed.services.gateway) {
  const answer = await get(gateway, '/product/9310301');
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    body: (await answer.json()) as unknown,
  };
}

async function untilWhole(gateway?: ServiceContainer): Promise<void> {
  await expect.poll(() => ask(gateway), HEALED).toEqual(WHOLE);
}

describe.each(BACKENDS)('when %s', (name) => {
  it.each(Object.entries(FAILURES))('%s, the promise holds, and afterwards all is whole again', async (_how, fail) => {
    await untilWhole();
    const heal = await fail(testbed.services[name], testbed, name);
    try {
      for (let answers = 0; answers < 3; answers += 1) expect(PROMISED[name]).toContainEqual(await ask());
    } finally {
      await heal();
    }
    await untilWhole();
  });

  it('is restarted, each answer is whole or as promised, and afterwards all is whole again', async () => {
    const over = new AbortController();
    const restarted = testbed.services[name].docker.restart({ t: 10 }).finally(() => over.abort());
    while (!over.signal.aborted) expect([WHOLE, ...PROMISED[name]]).toContainEqual(await ask());
    await restarted;
    await untilWhole();
  });

  it('is behind a slow network, it is waited for as long as its timeout, and asked again afterwards', async () => {
    await setDelay(name, 200);
    await untilWhole(gatewayBehindSlowNetwork);
    await setDelay(name, 1500);
    expect(PROMISED[name]).toContainEqual(await ask(gatewayBehindSlowNetwork));
    await setDelay(name, 0);
    await untilWhole(gatewayBehindSlowNetwork);
  });
});
