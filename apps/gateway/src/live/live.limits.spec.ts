import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { runBundle, sendRaw, startBackends, startService, type RunningBackends } from '#testbed';

import { createGatewayApp } from '../gateway.app.ts';
import { gatewaySettings } from '../gateway.config.ts';
import { LiveViewer } from './live.viewer.ts';

const UNTIL = { timeout: 30_000 };
/** Eight products are sampled at a time. */
const IDS = Array.from({ length: 9 }, (_, index) => index + 1);

describe('viewers of the live view', { timeout: 60_000 }, () => {
  let backends: RunningBackends;

  const startGateway = (environment: NodeJS.ProcessEnv = {}) =>
    startService(gatewaySettings, createGatewayApp, { ...backends.environment, ...environment });

  async function watch(url: string, productId?: number): Promise<LiveViewer> {
    const viewer = await LiveViewer.open(url, productId);
    onTestFinished(() => viewer.leave());
    return viewer;
  }

  beforeAll(async () => {
    backends = await startBackends({ CATALOG_PRODUCTS: '100' });
  });
  afterAll(async () => backends?.[Symbol.asyncDispose]());

  it('hold none of the places of requests', async () => {
    await using gateway = await startGateway({ MAX_REQUESTS_IN_FLIGHT: '1' });
    const viewers = [await watch(gateway.httpUrl), await watch(gateway.httpUrl), await watch(gateway.httpUrl)];
    expect(await Promise.all(viewers.map((viewer) => viewer.next()))).toHaveLength(3);
    expect((await fetch(`${gateway.httpUrl}/product/9310301`)).status).toBe(200);
    expect((await fetch(`${gateway.httpUrl}/readyz`)).status).toBe(200);
  });

  it('watch eight products at most, and a page of another one takes the place of one that nobody watches', async () => {
    await using gateway = await startGateway();
    const ids = await productIds(gateway.httpUrl);
    // Pages, which do not watch.
    for (const id of ids) expect((await fetch(`${gateway.httpUrl}/product/${id}/live`)).status).toBe(200);
    for (const id of ids.slice(0, 8)) await watch(gateway.httpUrl, id);
    for (const path of ['live', 'live/events']) {
      const refused = await fetch(`${gateway.httpUrl}/product/${ids[8]}/${path}`);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    }
    // A watched product is no further one.
    expect((await watch(gateway.httpUrl, ids[0])).response.status).toBe(200);
  });

  it('have a connection of their own: a request that is sent behind an event stream ends it', async () => {
    await using gateway = await startGateway();
    const events = 'GET /product/9310301/live/events HTTP/1.1\r\nHost: a\r\n\r\n';
    const product = 'GET /product/9310301 HTTP/1.1\r\nHost: a\r\n\r\n';
    const { responses } = await sendRaw(Number(new URL(gateway.httpUrl).port), events + product.repeat(3));
    expect(responses.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect((await fetch(`${gateway.httpUrl}/product/9310301`)).status).toBe(200);
  });

  it('do not keep a service from stopping, and see the end of their stream', async () => {
    const gateway = await startGateway({ DRAIN_TIMEOUT: '60s' });
    const viewer = await watch(gateway.httpUrl);
    expect(await viewer.next()).toBeDefined();
    const stopped = gateway.service.stop();
    while ((await viewer.next()) !== undefined);
    await stopped;
  });

  it('have one line in the log, when they have left, and no latency in the metrics', async () => {
    await using gateway = await runBundle('gateway', { ...environmentOf(backends), LOG_LEVEL: 'info' });
    const viewer = await LiveViewer.open(gateway.httpUrl);
    await viewer.next();
    const lines = () => gateway.log.filter(({ msg, path }) => msg === 'request' && String(path).endsWith('/events'));
    expect(lines()).toEqual([]);
    viewer.leave();
    await expect.poll(() => lines().map(({ status }) => status), UNTIL).toEqual([200]);
    const metrics = await (await fetch(`${gateway.httpUrl}/metrics`)).text();
    expect(metrics).not.toMatch(/duration_seconds_count\{[^}]*"\/product\/:id\/live\/events"/);
    expect(metrics).toContain('http_server_active_requests{http_request_method="GET"} 0');
  });
});

/** The backends for a gateway in a process of its own. */
const environmentOf = ({ environment }: RunningBackends): NodeJS.ProcessEnv => environment;

async function productIds(url: string): Promise<number[]> {
  const { products } = (await (await fetch(`${url}/product?pageSize=${IDS.length}`)).json()) as {
    products: { productId: number }[];
  };
  expect(products).toHaveLength(IDS.length);
  return products.map(({ productId }) => productId);
}
