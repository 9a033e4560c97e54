import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { SERVICES, type ServiceName } from '#configuration';

import { startClientPod, type ClientPod } from '../../libs/testbed/src/cluster/client-pod.ts';
import { clusterIsMissing, NAMESPACE } from '../../libs/testbed/src/cluster/cluster.ts';
import { startClusterTestbed, type ClusterTestbed } from '../../libs/testbed/src/cluster/cluster-testbed.ts';
import { kubectl } from '../../libs/testbed/src/cluster/kubectl.ts';
import { SEED } from '../../libs/testbed/src/seed.ts';
import { chromiumIsMissing } from '../../libs/testbed/src/chromium.ts';
import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { openPage } from './browser.ts';
import { MODES } from './modes.ts';
import { evict, kill, podOf } from './disturb-pods.ts';

const SERVICE_NAMES = Object.keys(SERVICES) as ServiceName[];
const HEALED = { timeout: 60_000, interval: 500 };

const noCluster = clusterIsMissing();
let client: ClientPod;
beforeAll(async () => void (noCluster || (client = await startClientPod({ namespace: 'product-gateway-client' }))));
afterAll(() => client?.[Symbol.asyncDispose]());

describe.skipIf(noCluster).each(MODES)('$name', ({ isMissing, isDisturbed, entry, peer, objects, ...mode }) => {
  const skipped = noCluster || isMissing();
  let testbed: ClusterTestbed;
  beforeAll(async () => {
    if (skipped) return;
    testbed = await startClusterTestbed({ objects: await objects() });
    // A mesh creates a Deployment for the Gateway, which is not among the objects.
    const available = ['--for=condition=Available', 'deployment', '--all', '--timeout=120s'];
    await kubectl(['wait', `--namespace=${NAMESPACE}`, ...available]);
  });
  afterAll(() => testbed?.[Symbol.asyncDispose]());

  const url = `http://${entry.service}.${NAMESPACE}:${entry.port}`;

  const product = () => client.get(`${url}/product/9310301`);
  const load = (count: number) => client.load({ url, count, requestsPerSecond: 50 });
  const hops = async () => {
    const result = await client.get(`${url}/product/9310301?view=hops`);
    return 'body' in result && result.status === 200 ? (JSON.parse(result.body) as object) : result;
  };
  const complete = { status: 200, body: SEED };
  const untilComplete = async () => {
    await expect.poll(product, HEALED).toEqual(complete);
  };

  it.skipIf(skipped)('the gateway serves the product of the seed byte for byte', async () => {
    await expect.poll(product, HEALED).toEqual(complete);
  });

  it.skipIf(skipped)('all four hops show the identity of the gateway as peer, or none without a mesh', async () => {
    await untilComplete();
    expect(await hops()).toMatchObject({
      hops: ['base-product', 'inventory', 'price', 'reviews'].map((service) => ({ service, status: 'OK', peer })),
    });
  });

  it.skipIf(skipped || peer === null)('the services refuse a plaintext request from outside the mesh', async () => {
    for (const plaintextUrl of [testbed.httpUrl('gateway'), testbed.httpUrl('inventory')]) {
      expect(await client.get(`${plaintextUrl}/readyz`)).toEqual({ error: 'ECONNRESET' });
    }
  });

  it.skipIf(skipped || peer === null)('the Gateway serves the two paths and no other', async () => {
    const status = async (path: string) => await client.get(`${url}${path}`);
    for (const path of ['/product', '/product/9310301.html', '/productInventory/9310301']) {
      expect(await status(path)).toMatchObject({ status: 200 });
    }
    for (const path of ['/', '/metrics', '/readyz', '/openapi.json', '/productPrice/9310301', '/products']) {
      expect(await status(path)).toMatchObject({ status: 404 });
    }
  });

  it.skipIf(skipped || chromiumIsMissing())('a browser shows the page without a failed request', async () => {
    await untilComplete();
    const page = await openPage(entry.service, entry.port, '/product/9310301.html');
    expect(page.failed).toEqual([]);
    expect(page.heading).toContain('Brio Milano');
  });

  it.skipIf(skipped || !isDisturbed)('no request fails while all five services are restarted', async () => {
    await untilComplete();
    const [report] = await Promise.all([load(2500), ...SERVICE_NAMES.map((service) => testbed.restart(service))]);
    log(mode.name, 'all five rolled', report);
    expect(report).toMatchObject({ failed: 0, degraded: 0, statuses: { 200: 2500 } });
  });

  it.skipIf(skipped || !isDisturbed)('no request fails when one of two pods of a service is evicted', async () => {
    await testbed.scale('base-product', 2);
    await untilComplete();
    const evicted = podOf(testbed, 'base-product').then(evict);
    const [report] = await Promise.all([load(500), evicted]);
    log(mode.name, 'one of two pods of base-product is evicted', report);
    await testbed.scale('base-product', 1);
    expect(report).toMatchObject({ failed: 0, degraded: 0 });
  });

  it.skipIf(skipped || !isDisturbed).each([
    ["price's one pod is evicted", async () => evict(await podOf(testbed, 'price'))],
    ["price's one pod is killed", async () => kill(await podOf(testbed, 'price'))],
    ["base-product's one pod is evicted", async () => evict(await podOf(testbed, 'base-product'))],
    ["base-product's one pod is killed", async () => kill(await podOf(testbed, 'base-product'))],
  ])('products are complete again after %s', async (what, disturb) => {
    await untilComplete();
    const [report] = await Promise.all([load(500), disturb()]);
    log(mode.name, what, report);
    await expect.poll(product, HEALED).toEqual(complete);
  });

  it.skipIf(skipped || !isDisturbed)(
    'the gateway starts without reviews, and products are complete again when reviews is back',
    async () => {
      await untilComplete();
      const gateway = await podOf(testbed, 'gateway');
      await testbed.stop('reviews');
      await kill(gateway);
      await expect.poll(hops, HEALED).toMatchObject({
        gateway: { instance: expect.not.stringContaining(gateway) },
        degraded: ['reviews'],
      });
      await testbed.scale('reviews', 1);
      await expect.poll(product, HEALED).toEqual(complete);
    },
  );
});

/** Prints the results of a load. */
function log(mode: string, what: string, report: LoadReport): void {
  const { requests, statuses, degraded, noResponse, connectionErrors } = report;
  const results = Object.entries(statuses).map(([status, times]) => `${times} × ${status}`);
  if (degraded > 0) results.push(`${degraded} of them degraded`);
  if (noResponse > 0) results.push(`${noResponse} without a response (${Object.keys(connectionErrors).join(', ')})`);
  console.log(`${mode}: ${what}: of ${requests} requests ${results.join(', ')}`);
}
