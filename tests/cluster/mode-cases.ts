// The tests of the five services on a cluster, however they are started.
import { afterAll, beforeAll, expect, it } from 'vitest';

import { startClientPod, type ClientPod } from '../../libs/testbed/src/cluster/client-pod.ts';
import { startClusterTestbed, type ClusterTestbed } from '../../libs/testbed/src/cluster/cluster-testbed.ts';
import { kubectl } from '../../libs/testbed/src/cluster/kubectl.ts';
import { SEED } from '../../libs/testbed/src/seed.ts';
import { chromiumIsMissing } from '../../libs/testbed/src/chromium.ts';
import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { openPage } from './browser.ts';
import type { Mode } from './modes.ts';
import { evict, kill, podOf, replacePod, restartAll } from './disturb-pods.ts';
import { postgresIsMissing } from './postgres.ts';
import { rollUnderStreams, STREAMS, textOfRollout } from './rollout-under-streams.ts';

const ENVIRONMENT = {
  /** Some 7500 pieces besides the stored products, so that none is out of stock while 50 are reserved a second. */
  CATALOG_PRODUCTS: '100',
  // Longer than by default: a slow machine is not what these tests are about, and would cost products a part.
  REQUEST_TIMEOUT: '10s',
  BASEPRODUCT_TIMEOUT: '5s',
  INVENTORY_TIMEOUT: '5s',
  PRICE_TIMEOUT: '5s',
  REVIEWS_TIMEOUT: '5s',
  DATABASE_TIMEOUT: '5s',
};
const HEALED = { timeout: 60_000, interval: 500 };

/** Defines the tests of one way to start the five services. */
export function itServesOnCluster({ name, namespace, isDisturbed, entry, hasIngress, peer, ...mode }: Mode): void {
  const skipped = mode.isMissing();
  const skippedUnderStreams = skipped || !isDisturbed || postgresIsMissing();
  const started = new AsyncDisposableStack();
  let client: ClientPod;
  let testbed: ClusterTestbed;
  beforeAll(async () => {
    if (skipped) return;
    const [clientPod, objects] = await Promise.all([
      startClientPod({ namespace: `${namespace}-client`, injection: mode.injection }).then((pod) => started.use(pod)),
      mode.objects(),
    ]);
    client = clientPod;
    testbed = started.use(await startClusterTestbed({ namespace, objects, environment: ENVIRONMENT }));
    // A mesh creates a Deployment for the Gateway, which is not among the objects.
    const available = ['--for=condition=Available', 'deployment', '--all', '--timeout=120s'];
    await kubectl(['wait', `--namespace=${namespace}`, ...available]);
    if (skippedUnderStreams) return;
    await kubectl(['rollout', 'status', `--namespace=${namespace}`, 'statefulset/postgres', '--timeout=60s']);
  });
  afterAll(() => started.disposeAsync());

  const url = `http://${entry.service}.${namespace}:${entry.port}`;

  const product = () => client.get(`${url}/product/9310301`);
  /** The report of a load that runs while something happens. */
  const loadDuring = async (disturb: () => Promise<unknown>) => {
    await using load = await client.startLoad({ url, requestsPerSecond: 50 });
    await disturb();
    return await load.stop();
  };
  const hops = async () => {
    const result = await client.get(`${url}/product/9310301?view=hops`);
    return 'body' in result && result.status === 200 ? (JSON.parse(result.body) as object) : result;
  };
  const complete = { status: 200, body: SEED };
  const untilComplete = async () => {
    await expect.poll(product, HEALED).toMatchObject(complete);
  };

  it.skipIf(skipped)('the gateway serves the product of the seed byte for byte', async () => {
    await expect.poll(product, HEALED).toMatchObject(complete);
  });

  it.skipIf(skipped)('all four hops show the identity of the gateway as peer, or none without a mesh', async () => {
    await untilComplete();
    expect(await hops()).toMatchObject({
      hops: ['base-product', 'inventory', 'price', 'reviews'].map((service) => ({ service, status: 'OK', peer })),
    });
  });

  it.skipIf(skipped || !hasIngress)('the services refuse a plaintext request from outside the mesh', async () => {
    for (const plaintextUrl of [testbed.httpUrl('gateway'), testbed.httpUrl('inventory')]) {
      expect(await client.get(`${plaintextUrl}/readyz`)).toEqual({ error: 'ECONNRESET' });
    }
  });

  it.skipIf(skipped || !hasIngress)('the Gateway serves the two paths and no other', async () => {
    const served = ['/product', '/product/9310301.html', '/productInventory/9310301'];
    const others = ['/', '/metrics', '/readyz', '/openapi.json', '/productPrice/9310301', '/products'];
    await Promise.all([
      ...served.map(async (path) => expect(await client.get(url + path)).toMatchObject({ status: 200 })),
      ...others.map(async (path) => expect(await client.get(url + path)).toMatchObject({ status: 404 })),
    ]);
  });

  it.skipIf(skipped || chromiumIsMissing())('a browser shows the page without a failed request', async () => {
    await untilComplete();
    const page = await openPage({ namespace, ...entry, path: '/product/9310301.html' });
    expect(page.failed).toEqual([]);
    expect(page.heading).toContain('Brio Milano');
  });

  it.skipIf(skipped || !isDisturbed)('no request fails while all five services are restarted', async () => {
    await untilComplete();
    const report = await loadDuring(() => restartAll(testbed));
    log(name, 'all five rolled', report);
    expect(report).toMatchObject({ failed: 0, degraded: 0, statuses: { 200: report.requests } });
  });

  it.skipIf(skipped || !isDisturbed)('no request fails when one of two pods of a service is evicted', async () => {
    await testbed.scale('base-product', 2);
    await untilComplete();
    const report = await loadDuring(() => replacePod(testbed, 'base-product', evict));
    log(name, 'one of two pods of base-product is evicted', report);
    await testbed.scale('base-product', 1);
    expect(report).toMatchObject({ failed: 0, degraded: 0 });
  });

  it.skipIf(skipped || !isDisturbed).each([
    ['price', 'evicted', evict],
    ['price', 'killed', kill],
    ['base-product', 'evicted', evict],
    ['base-product', 'killed', kill],
  ] as const)("products are complete again after %s's one pod is %s", async (service, how, disturb) => {
    await untilComplete();
    const report = await loadDuring(() => replacePod(testbed, service, disturb));
    log(name, `${service}'s one pod is ${how}`, report);
    await expect.poll(product, HEALED).toMatchObject(complete);
  });

  it.skipIf(skipped || !isDisturbed)(
    'the gateway starts without reviews, and products are complete again when reviews is back',
    async () => {
      await untilComplete();
      const [gateway, reviews] = [await podOf(testbed, 'gateway'), await podOf(testbed, 'reviews')];
      await testbed.scale('reviews', 0);
      // Otherwise it serves the new gateway during its DRAIN_DELAY, which is 35 s without a mesh.
      await kill(testbed, reviews);
      await kill(testbed, gateway);
      await expect.poll(hops, HEALED).toMatchObject({
        gateway: { instance: expect.not.stringContaining(gateway) },
        degraded: ['reviews'],
      });
      await testbed.scale('reviews', 1);
      await expect.poll(product, HEALED).toMatchObject(complete);
    },
  );

  // Last, since the other cases expect the stock of the seed.
  it.skipIf(skippedUnderStreams)(
    'no change of the stock and no reservation is lost or doubled while all five services are restarted',
    async () => {
      await untilComplete();
      const rollout = await rollUnderStreams(testbed, client, url);
      console.log(`${name}: all five rolled under ${STREAMS} streams: ${textOfRollout(rollout)}`);
      const { wanted } = rollout.reservations;
      expect(rollout).toMatchObject({
        streams: { streams: STREAMS, lost: 0, repeated: 0, reordered: 0, restarts: 0 },
        reservations: { acknowledged: wanted, uncertain: 0, leftStock: wanted },
        stored: { reservations: wanted, keys: wanted, pieces: wanted },
      });
      expect(rollout.streams.changes).toBeGreaterThan(wanted);
    },
  );
}

/** Prints the results of a load. */
function log(mode: string, what: string, report: LoadReport): void {
  const { requests, statuses, degraded, noResponse, connectionErrors, instances } = report;
  const results = Object.entries(statuses).map(([status, times]) => `${times} × ${status}`);
  if (degraded > 0) results.push(`${degraded} of them degraded`);
  const failedHops: Record<string, number> = {};
  for (const { service, statuses: ofHops } of instances) {
    // The gateway cancels the other calls when base-product fails.
    const { OK: _ok, CANCELLED: _cancelled, ...failed } = ofHops;
    for (const [status, times] of Object.entries(failed)) {
      const hops = `hops of ${service} ${status}`;
      failedHops[hops] = (failedHops[hops] ?? 0) + times;
    }
  }
  results.push(...Object.entries(failedHops).map(([hops, times]) => `${times} ${hops}`));
  if (noResponse > 0) results.push(`${noResponse} without a response (${Object.keys(connectionErrors).join(', ')})`);
  console.log(`${mode}: ${what}: of ${requests} requests ${results.join(', ')}`);
}
