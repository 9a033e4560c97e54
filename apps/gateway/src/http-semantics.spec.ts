import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw, startBackends, startService, type RunningBackends, type RunningService } from '#testbed';

import { Telemetry } from '#telemetry';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

/** No product is degraded because the machine is busy. */
const LONG_TIMEOUTS = Object.fromEntries(
  ['REQUEST', 'BASEPRODUCT', 'INVENTORY', 'PRICE', 'REVIEWS'].map((name) => [`${name}_TIMEOUT`, '60s']),
);

describe('the gateway over HTTP', () => {
  let backends: RunningBackends;
  let gateway: RunningService;
  const lines: string[] = [];

  beforeAll(async () => {
    backends = await startBackends();
    gateway = await startService(gatewaySettings, createGatewayApp, { ...backends.environment, ...LONG_TIMEOUTS });
    const stream = { write: (line: string) => void lines.push(line), flush: () => undefined };
    Object.assign(gateway.service.get<Telemetry>(Telemetry as never).requestLog, { stream });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await backends[Symbol.asyncDispose]();
  });

  const send = async (method: string, target: string, headers: Record<string, string> = {}) => {
    const fields = Object.entries({ host: 'localhost', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    const bytes = `${method} ${target} HTTP/1.1\r\n${fields.join('')}\r\n`;
    const { responses } = await sendRaw(Number(new URL(gateway.httpUrl).port), bytes, { methods: [method] });
    const [response] = responses;
    if (!response) throw new Error(`there is no response to ${bytes}`);
    return response;
  };

  // RFC 9110, 9.3.2.
  it.each([
    '/product/9310301',
    '/product/9310301?view=hops',
    '/product/9310301.html',
    '/product',
    '/',
    '/openapi.json',
    '/health',
    '/livez',
    '/readyz',
    '/product/1',
    '/product/007',
    '/product/1.html',
    '/product/%41',
    '/nothing',
    '/product#x',
  ])('responds to HEAD %s with the headers of GET', async (target) => {
    // Durations and ids differ from response to response, and with them the length of what shows them.
    const varying = new Set([
      'date',
      'server-timing',
      'x-request-id',
      /hops|html/.test(target) ? 'content-length' : '',
    ]);
    const comparable = (headers: Readonly<Record<string, string>>) =>
      Object.entries(headers).map(([name, value]) => (varying.has(name) ? name : `${name}: ${value}`));
    const get = await send('GET', target);
    const head = await send('HEAD', target);
    expect(head.status).toBe(get.status);
    expect(comparable(head.headers).toSorted()).toEqual(comparable(get.headers).toSorted());
    expect(head.body).toBe('');
  });

  // RFC 9110, 13.1.2.
  it('responds 304 if one of the entity tags in If-None-Match is that of the product', async () => {
    const { headers } = await send('GET', '/product/9310301');
    const etag = headers['etag'] ?? '';
    const status = async (value: string, method = 'GET') =>
      (await send(method, '/product/9310301', { 'if-none-match': value })).status;
    expect(etag).toMatch(/^"[\w-]+"$/);
    for (const matching of [etag, `W/${etag}`, '*', `"a", ${etag}`, `"a,b" , W/"c",${etag}`]) {
      expect([matching, await status(matching)]).toEqual([matching, 304]);
      expect([matching, await status(matching, 'HEAD')]).toEqual([matching, 304]);
    }
    for (const other of ['"a"', '"a", "b"', 'a', '', etag.slice(0, -1), etag.toLowerCase().replaceAll('"', '')]) {
      expect([other, await status(other)]).toEqual([other, 200]);
    }
  });

  // RFC 9110, 15.4.5.
  it('says with 304 what it would have said with 200 about caching', async () => {
    const whole = await send('GET', '/product/9310301');
    const { headers, body } = await send('GET', '/product/9310301', { 'if-none-match': '*' });
    for (const name of ['etag', 'cache-control', 'vary']) expect(headers[name]).toBe(whole.headers[name]);
    expect([headers['content-length'], body]).toEqual([undefined, '']);
  });

  it.each([
    [undefined, 'json'],
    ['', 'json'],
    ['*/*', 'json'],
    ['text/html', 'html'],
    ['TEXT/HTML', 'html'],
    ['text/*', 'html'],
    [BROWSER, 'html'],
    ['text/html;q=0', 'json'],
    ['text/html;q=0.4, application/json;q=0.5', 'json'],
    ['text/html;q=0.5, application/json;q=0.4', 'html'],
    ['application/json;q=0, */*', 'html'],
    ['text/html;q=1.5', 'html'],
    ['text/html;level=1', 'json'],
    ['image/png', 'json'],
    ['text', 'json'],
    [',,;q=,/', 'json'],
    [`${'text/plain,'.repeat(1000)}text/html`, 'html'],
  ])('responds to Accept: %.60s with %s', async (accept, kind) => {
    const { status, headers } = await send('GET', '/product/9310301', accept === undefined ? {} : { accept });
    expect(status).toBe(200);
    expect(headers['content-type']).toContain(kind);
  });

  it.each([
    ['/product/9310301?view=hops&view=hops', 400],
    ['/product/9310301?view=', 400],
    ['/product/9310301?view=hops&', 200],
    ['/product/9310301?&&view=hops', 200],
    ['/product/9310301?View=all', 200],
    ['/product/9310301?__proto__=x&constructor=y', 200],
    ['/product?pageSize=1&pageSize=1', 400],
    ['/product?pageToken=&pageToken=', 400],
    ['/product?pageSize=%31', 200],
    ['/product?pageSize=%zz', 400],
  ])('responds to the query of %s with %i', async (target, status) => {
    expect((await send('GET', target)).status).toBe(status);
  });

  it.each([
    ['a target with a fragment', '/product/1#x', {}, 400],
    ['bad percent-encoding', '/product/%zz', {}, 400],
    ['a path that there is not', '/nothing', {}, 404],
    ['two Hosts', '/product/1', { Host: 'other' }, 400],
    ['an expectation', '/product/1', { expect: 'tea' }, 417],
  ])('shows a browser a page for %s', async (_what, target, headers, status) => {
    const id = `page-${status}`;
    const response = await send('GET', target, { accept: BROWSER, 'x-request-id': id, ...headers });
    expect(response.status).toBe(status);
    expect(response.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'x-request-id': id });
    expect(response.body).toContain('<!doctype html>');
  });

  it('counts a method that is not known as _OTHER, and logs its name', async () => {
    for (const method of ['PROPFIND', 'BREW', 'get']) await send(method, '/product/1');
    const metrics = async () => (await fetch(`${gateway.httpUrl}/metrics`)).text();
    await expect
      .poll(metrics, { timeout: 15_000 })
      .toContain(
        'http_server_request_duration_seconds_count{http_request_method="_OTHER",http_route="",http_response_status_code="501"} 3\n',
      );
    expect(await metrics()).toContain('http_server_active_requests{http_request_method="_OTHER"} 0\n');
    const logged = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line['status'] === 501);
    expect(logged).toMatchObject([
      { method: 'PROPFIND', path: '/product/1' },
      { method: 'BREW', path: '/product/1' },
      { method: 'get', path: '/product/1' },
    ]);
  });
});
