import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startBackends, startService, type RunningBackends, type RunningService } from '#testbed';

import { createGatewayApp } from '../gateway.app.ts';
import { gatewaySettings } from '../gateway.config.ts';
import { LiveViewer } from './live.viewer.ts';

const UNTIL = { timeout: 30_000 };
const HTML = { headers: { accept: 'text/html' } };

describe('the live view', { timeout: 60_000 }, () => {
  let backends: RunningBackends;
  let gateway: RunningService;

  const startGateway = (environment: NodeJS.ProcessEnv = {}) =>
    startService(gatewaySettings, createGatewayApp, { ...backends.environment, ...environment });
  const get = (path: string, init?: RequestInit) => fetch(gateway.httpUrl + path, init);

  async function watch(url: string, productId?: number | string): Promise<LiveViewer> {
    const viewer = await LiveViewer.open(url, productId);
    onTestFinished(() => viewer.leave());
    return viewer;
  }

  beforeAll(async () => {
    backends = await startBackends({ SERVICE_INSTANCE: 'here' });
    gateway = await startGateway();
  });
  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await backends?.[Symbol.asyncDispose]();
  });

  it.each(['/product/ID/live', '/product/ID/live/events'])(
    '%s responds 400 to a bad id, 404 to an unknown product and 405 to POST',
    async (path) => {
      for (const [id, status] of [
        ['007', 400],
        ['9310301.html', 400],
        ['%39310301', 400],
        ['1', 404],
      ] as const) {
        const response = await get(path.replace('ID', id));
        expect([id, response.status, response.headers.get('content-type')]).toEqual([
          id,
          status,
          'application/problem+json',
        ]);
      }
      const posted = await get(path.replace('ID', '9310301'), { method: 'POST' });
      expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    },
  );

  it('responds to HEAD as to GET, without a body and without an endless stream', async () => {
    for (const [path, mediaType] of [
      ['/product/9310301/live', 'application/json; charset=utf-8'],
      ['/product/9310301/live/events', 'text/event-stream'],
    ] as const) {
      const response = await get(path, { method: 'HEAD' });
      expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
        200,
        mediaType,
        '',
      ]);
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
    expect((await get('/product/1/live/events', { method: 'HEAD' })).status).toBe(404);
  });

  it('gives the last minute as JSON, or as a page to a browser, and is not stored', async () => {
    const json = await get('/product/9310301/live');
    expect(await json.json()).toMatchObject({
      productId: 9310301,
      failed: 0,
      hops: ['base-product', 'inventory', 'price', 'reviews'].map((service) => ({
        service,
        versions: [{ name: 'v1' }],
        instances: [{ version: 'v1', instance: 'here', share: 1 }],
      })),
    });
    const page = await get('/product/9310301/live', HTML);
    expect(page.headers.get('vary')).toBe('Accept');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; connect-src 'self'; img-src data:; /,
    );
    expect(await page.text()).toContain('Instances of price that responded');
  });

  it('sends all viewers the same minute every second', async () => {
    const viewers = await Promise.all([watch(gateway.httpUrl), watch(gateway.httpUrl)]);
    const [first, second] = await Promise.all(
      viewers.map(async (viewer) => [await viewer.next(), await viewer.next(), await viewer.next()]),
    );
    expect(first?.at(-1)).toContain('Instances of reviews that responded');
    expect(new Set(first).size).toBe(3);
    expect(second).toEqual(expect.arrayContaining([first?.at(-1)]));
  });

  it('shows a product that can not be composed, since that is what somebody looks for', async () => {
    // Port 1, on which nothing listens.
    await using lonely = await startGateway({ BASEPRODUCT_SERVICE_PORT: '1' });
    const response = await fetch(`${lonely.httpUrl}/product/9310301/live`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ samples: 1, failed: 1, errors: [{ name: 'backend-unavailable' }] });
  });

  it('shows no hops where HOPS is off', async () => {
    await using silent = await startGateway({ HOPS: 'off' });
    const page = await (await fetch(`${silent.httpUrl}/product/9310301/live`, HTML)).text();
    expect(page).toContain('HOPS=off');
  });

  it('composes products by requests of its own, which no viewer influences', async () => {
    const response = await get('/product/931030/live', { headers: { 'x-fault': 'price=UNAVAILABLE' } });
    expect(await response.json()).toMatchObject({ samples: 1, degraded: 0 });
  });

  it('refuses viewers beyond MAX_LIVE_VIEWERS, and admits one when another leaves', async () => {
    await using one = await startGateway({ MAX_LIVE_VIEWERS: '1' });
    const viewer = await watch(one.httpUrl);
    const refused = await fetch(`${one.httpUrl}/product/9310301/live/events`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ type: 'urn:product-gateway:error:too-many-viewers' });
    expect((await fetch(`${one.httpUrl}/product/9310301/live`, HTML)).status).toBe(200);
    viewer.leave();
    await expect.poll(async () => (await watch(one.httpUrl)).response.status, UNTIL).toBe(200);
  });

  it('gives the place of a viewer back after a 404 as well', async () => {
    await using one = await startGateway({ MAX_LIVE_VIEWERS: '1' });
    for (let count = 0; count < 3; count++) {
      await expect
        .poll(async () => (await fetch(`${one.httpUrl}/product/1/live/events`)).status, { ...UNTIL, interval: 1 })
        .toBe(404);
    }
  });
});
