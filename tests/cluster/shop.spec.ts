import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startClient, type Client } from '../../libs/testbed/src/cluster/client.ts';
import { clusterIsMissing } from '../../libs/testbed/src/cluster/cluster.ts';
import { scale } from '../../libs/testbed/src/cluster/deployments.ts';
import { SEED } from '../containers/seed.ts';
import { chromiumIsMissing } from '../../libs/testbed/src/chromium.ts';
import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { openPage } from './browser.ts';
import { MODES } from './modes.ts';
import { evict, kill, podOf, restartAll, startShop, untilGone, type ClusterShop } from './shop.ts';

const HEALED = { timeout: 60_000, interval: 500 };

const noCluster = clusterIsMissing();
let client: Client;
beforeAll(async () => void (noCluster || (client = await startClient({ namespace: 'product-gateway-client' }))));
afterAll(() => client?.[Symbol.asyncDispose]());

describe.skipIf(noCluster).each(MODES)('$name', ({ isMissing, isDisturbed, entry, peer, ...mode }) => {
  const skipped = noCluster || isMissing();
  let shop: ClusterShop;
  beforeAll(async () => void (skipped || (shop = await startShop({ entry, ...mode }))));
  afterAll(() => shop?.[Symbol.asyncDispose]());

  const product = () => client.get(`${shop.url}/product/9310301`);
  const load = (count: number) => client.load({ url: shop.url, count, requestsPerSecond: 50 });
  const hops = async () => {
    const answer = await client.get(`${shop.url}/product/9310301?view=hops`);
    return 'body' in answer && answer.status === 200 ? (JSON.parse(answer.body) as object) : answer;
  };
  const whole = { status: 200, body: SEED };
  const untilWhole = async () => {
    await expect.poll(product, HEALED).toEqual(whole);
  };

  it.skipIf(skipped)("serves the seed's bytes", async () => {
    await expect.poll(product, HEALED).toEqual(whole);
  });

  it.skipIf(skipped)("shows the gateway's identity on all four hops, or none without a mesh", async () => {
    await untilWhole();
    expect(await hops()).toMatchObject({
      hops: ['base-product', 'inventory', 'price', 'reviews'].map((service) => ({ service, status: 'OK', peer })),
    });
  });

  it.skipIf(skipped || peer === null)('refuses a plaintext call from outside the mesh', async () => {
    for (const url of [shop.urlOf('gateway', 9999), shop.urlOf('inventory', 9091)]) {
      expect(await client.get(`${url}/readyz`)).toEqual({ error: 'ECONNRESET' });
    }
  });

  it.skipIf(skipped || peer === null)('serves the two paths from outside, and no other', async () => {
    const status = async (path: string) => await client.get(`${shop.url}${path}`);
    for (const path of ['/product', '/product/9310301.html', '/productInventory/9310301']) {
      expect(await status(path)).toMatchObject({ status: 200 });
    }
    for (const path of ['/', '/metrics', '/readyz', '/openapi.json', '/productPrice/9310301', '/products']) {
      expect(await status(path)).toMatchObject({ status: 404 });
    }
  });

  it.skipIf(skipped || chromiumIsMissing())('shows the page in a browser, with no failed request', async () => {
    await untilWhole();
    const page = await openPage(entry.service, entry.port, '/product/9310301.html');
    expect(page.failed).toEqual([]);
    expect(page.heading).toContain('Brio Milano');
  });

  it.skipIf(skipped || !isDisturbed)('loses no request while all five are rolled', async () => {
    await untilWhole();
    const [report] = await Promise.all([load(2500), restartAll()]);
    tell(mode.name, 'all five rolled', report);
    expect(report).toMatchObject({ failed: 0, degraded: 0, statuses: { 200: 2500 } });
  });

  it.skipIf(skipped || !isDisturbed)('loses no request when one of two pods of a service is evicted', async () => {
    await scale('base-product', 2);
    await untilWhole();
    const evicted = podOf('base-product').then(evict);
    const [report] = await Promise.all([load(500), evicted]);
    tell(mode.name, 'one of two pods of base-product is evicted', report);
    await scale('base-product', 1);
    expect(report).toMatchObject({ failed: 0, degraded: 0 });
  });

  it.skipIf(skipped || !isDisturbed).each([
    ["price's one pod is evicted", async () => evict(await podOf('price'))],
    ["price's one pod is killed", async () => kill(await podOf('price'))],
    ["base-product's one pod is evicted", async () => evict(await podOf('base-product'))],
    ["base-product's one pod is killed", async () => kill(await podOf('base-product'))],
  ])('is whole again after %s', async (what, disturb) => {
    await untilWhole();
    const [report] = await Promise.all([load(500), disturb()]);
    tell(mode.name, what, report);
    await expect.poll(product, HEALED).toEqual(whole);
  });

  it.skipIf(skipped || !isDisturbed)('starts without reviews, and is whole again once they are there', async () => {
    await untilWhole();
    const [gateway, reviews] = [await podOf('gateway'), await podOf('reviews')];
    await scale('reviews-v1', 0);
    await untilGone(reviews);
    await kill(gateway);
    await expect.poll(hops, HEALED).toMatchObject({
      gateway: { instance: expect.not.stringContaining(gateway) },
      degraded: ['reviews'],
    });
    await scale('reviews-v1', 1);
    await expect.poll(product, HEALED).toEqual(whole);
  });
});

/** What users saw meanwhile. */
function tell(mode: string, what: string, report: LoadReport): void {
  const { requests, statuses, degraded, noResponse, connectionErrors } = report;
  const answers = Object.entries(statuses).map(([status, times]) => `${times} × ${status}`);
  if (degraded > 0) answers.push(`${degraded} of them degraded`);
  if (noResponse > 0) answers.push(`${noResponse} without an answer (${Object.keys(connectionErrors).join(', ')})`);
  console.log(`${mode}: ${what}: of ${requests} requests ${answers.join(', ')}`);
}
