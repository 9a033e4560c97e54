import { readFileSync } from 'node:fs';
import { request } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackends, startService, type RunningBackends, type RunningService } from '#testbed';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

/** The body that the 2017 article prints. */
const SEED = readFileSync(new URL('product-9310301.seed.json', import.meta.url), 'utf8');

describe('GET /product/<id>', () => {
  let backends: RunningBackends;
  let gateway: RunningService;

  beforeAll(async () => {
    backends = await startBackends();
    gateway = await startService(gatewaySettings, createGatewayApp, backends.environment);
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await backends[Symbol.asyncDispose]();
  });

  const get = (path: string, init?: RequestInit) => fetch(gateway.httpUrl + path, init);

  it('responds to 9310301 with the bytes of the article', async () => {
    const response = await get('/product/9310301');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(SEED);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('vary')).toBe('Accept');
  });

  it('responds with the page if HTML is preferred, and by the path whatever Accept is', async () => {
    const browser = { headers: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' } };
    const kinds = async (path: string, init?: RequestInit) => (await get(path, init)).headers.get('content-type');
    expect(await kinds('/product/9310301', browser)).toContain('text/html');
    expect(await kinds('/product/9310301.html')).toContain('text/html');
    expect(await kinds('/product/9310301.json', browser)).toContain('application/json');
    expect(await kinds('/product/9310301', { headers: { accept: 'application/json, text/html;q=0.9' } })).toContain(
      'json',
    );
  });

  it('lets the JSON be revalidated by the hash of its body, and the page not', async () => {
    const first = await get('/product/9310301');
    // fetch adds Cache-Control: no-cache, which requests the whole response.
    const headers = { 'if-none-match': first.headers.get('etag') ?? '', 'cache-control': 'max-age=0' };
    expect((await get('/product/9310301', { headers })).status).toBe(304);
    expect((await get('/product/931030', { headers })).status).toBe(200);
    expect((await get('/product/9310301.html')).headers.has('etag')).toBe(false);
  });

  it.each([
    '0',
    '-1',
    '007',
    '9007199254740992',
    '1e400',
    'abc',
    '%39310301',
    '',
    '9'.repeat(5000),
    '..',
    '1.5',
    '1.xml',
    '+1',
  ])('refuses the id %.20j with 400', async (id) => {
    // fetch would normalise dots away.
    const status = await new Promise((resolve, reject) => {
      request(gateway.httpUrl, { path: `/product/${id}` }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(400);
  });

  it('responds 404 to an id that is well-formed and unknown, and for an unknown path', async () => {
    const unknown = await get('/product/2147483648');
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get('content-type')).toBe('application/problem+json');
    expect(await unknown.json()).toMatchObject({
      type: 'urn:product-gateway:error:product-not-found',
      status: 404,
      instance: '/product/2147483648',
    });
    expect(await (await get('/product/1/2')).json()).toMatchObject({
      type: 'urn:product-gateway:error:path-not-found',
    });
  });

  it('shows problems as a page to a browser', async () => {
    const response = await get('/product/2147483648.html');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toContain('No such product');
  });

  it('responds to HEAD without a body, and other methods with 405 and Allow', async () => {
    const head = await get('/product/9310301', { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    const post = await get('/product/9310301', { method: 'POST', body: 'a=b' });
    expect(post.status).toBe(405);
    expect(post.headers.get('allow')).toBe('GET, HEAD');
  });

  it('responds 431 as a problem when the headers are too large', async () => {
    const response = await get('/product/9310301', { headers: { cookie: 'x'.repeat(20_000) } });
    expect(response.status).toBe(431);
    expect(await response.json()).toMatchObject({ type: 'urn:product-gateway:error:headers-too-large' });
  });
});

it('a product with a thousand options is whole, as JSON and as a page', async () => {
  await using backends = await startBackends({ CATALOG_PRODUCTS: '1', CATALOG_OPTIONS: '1000' });
  await using gateway = await startService(gatewaySettings, createGatewayApp, backends.environment);
  const get = async (ending: string) => await (await fetch(`${gateway.httpUrl}/product/10000000${ending}`)).text();
  const { options, degraded } = JSON.parse(await get('.json')) as { options: object[]; degraded?: string[] };
  expect(options).toHaveLength(1000);
  for (const option of options)
    expect(option).toMatchObject({ inventory: expect.any(Number), price: expect.any(Number) });
  expect(degraded).toBeUndefined();
  expect(await get('.html')).toContain('Size 1000');
});
