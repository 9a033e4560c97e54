import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw, startBackends, startService, type RunningService } from '#testbed';

import { createGatewayApp } from '../gateway.app.ts';
import { gatewaySettings } from '../gateway.config.ts';

const PATH = '/product/9310301/reservations';
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('POST /product/<id>/reservations', () => {
  const started = new AsyncDisposableStack();
  let gateway: RunningService;

  beforeAll(async () => {
    const backends = started.use(await startBackends({ FAULTS: 'on' }));
    gateway = started.use(
      await startService(gatewaySettings, createGatewayApp, { ...backends.environment, FAULTS: 'on' }),
    );
  });
  afterAll(() => started.disposeAsync());

  const post = (body: string | URLSearchParams, headers: Record<string, string> = {}, path = PATH) =>
    fetch(gateway.httpUrl + path, { method: 'POST', redirect: 'manual', headers, body });
  const postJson = (content: unknown, headers: Record<string, string> = {}, path = PATH) =>
    post(JSON.stringify(content), { 'content-type': 'application/json', ...headers }, path);
  const stockOf = async (option: number) => {
    const product = (await (await fetch(`${gateway.httpUrl}/product/9310301.json`)).json()) as {
      inventory: number;
      options: { inventory: number }[];
    };
    return { total: product.inventory, option: product.options[option - 1]?.inventory ?? Number.NaN };
  };

  it('leaves the JSON of the product as it is until somebody reserves', async () => {
    const seed = readFileSync(new URL('../product-9310301.seed.json', import.meta.url), 'utf8');
    expect(await (await fetch(`${gateway.httpUrl}/product/9310301`)).text()).toBe(seed);
  });

  it('reserves pieces, responds 201 with the location, and takes them out of stock at once', async () => {
    const before = await stockOf(1);
    const response = await postJson({ optionId: 1, quantity: 2 }, { 'x-request-id': 'reserve-1' });
    expect(response.status).toBe(201);
    const reservation = (await response.json()) as { reservationId: string };
    expect(reservation).toEqual({
      reservationId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
      productId: 9310301,
      optionId: 1,
      quantity: 2,
      remaining: before.option - 2,
      replayed: false,
    });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      location: `${PATH}/${reservation.reservationId}`,
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': 'reserve-1',
      'server-timing': expect.stringMatching(/^gateway;.* inventory;dur=[^,]+$/) as string,
    });
    expect(response.headers.has('etag')).toBe(false);
    expect(await stockOf(1)).toEqual({ total: before.total - 2, option: before.option - 2 });
  });

  it('responds to a repeated key with the first reservation, and reserves once', async () => {
    const key = randomUUID();
    const first = await postJson({ optionId: 2, quantity: 1 }, { 'idempotency-key': `"${key}"` });
    const stock = await stockOf(2);
    // Without quotes it is the same key.
    const second = await postJson({ optionId: 2, quantity: 1 }, { 'idempotency-key': key });
    expect(second.status).toBe(201);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(await second.json()).toEqual({ ...((await first.json()) as object), replayed: true });
    expect(await stockOf(2)).toEqual(stock);
    const other = await postJson({ optionId: 3, quantity: 1 }, { 'idempotency-key': key });
    expect([other.status, await other.json()]).toMatchObject([
      422,
      { type: 'urn:product-gateway:error:idempotency-key-reused' },
    ]);
    expect(await stockOf(2)).toEqual(stock);
  });

  it('reserves once more with each request that has no key', async () => {
    const before = await stockOf(3);
    for (let request = 0; request < 2; request++)
      expect((await postJson({ optionId: 3, quantity: 1 })).status).toBe(201);
    expect((await stockOf(3)).option).toBe(before.option - 2);
  });

  it('responds to a form with a redirect to the page of the reservation, which shows it', async () => {
    const before = await stockOf(1);
    const response = await post(new URLSearchParams({ optionId: '1', quantity: '1', idempotencyKey: randomUUID() }), {
      accept: BROWSER,
    });
    expect([response.status, response.headers.get('cache-control')]).toEqual([303, 'no-store']);
    expect(response.headers.get('server-timing')).toContain('inventory;dur=');
    const location = response.headers.get('location') ?? '';
    const page = await fetch(gateway.httpUrl + location, { headers: { accept: BROWSER } });
    expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(await page.text()).toContain(location.split('/').at(-1));
    expect((await stockOf(1)).option).toBe(before.option - 1);
  });

  it('serves each reservation, as JSON that is not stored', async () => {
    const made = await postJson({ optionId: 1, quantity: 1 });
    const { replayed, ...reservation } = (await made.json()) as { replayed: boolean };
    expect(replayed).toBe(false);
    const location = gateway.httpUrl + made.headers.get('location');
    const response = await fetch(location);
    expect(await response.json()).toEqual(reservation);
    expect([response.headers.get('cache-control'), response.headers.get('vary')]).toEqual(['no-store', 'Accept']);
    expect((await fetch(location, { method: 'HEAD' })).status).toBe(200);
    const elsewhere = await fetch(location.replace('9310301', '931030'));
    expect([elsewhere.status, await elsewhere.json()]).toMatchObject([
      404,
      { type: 'urn:product-gateway:error:reservation-not-found' },
    ]);
  });

  it('has the hops of a reservation, and of an error in its place', async () => {
    const made = await postJson({ optionId: 1, quantity: 1 }, {}, `${PATH}?view=hops`);
    const hops = [{ service: 'inventory', status: 'OK', attempt: 1 }];
    expect(await made.json()).toMatchObject({ replayed: false, gateway: { service: 'gateway' }, hops });
    const got = await fetch(`${gateway.httpUrl}${made.headers.get('location')}?view=hops`);
    expect(await got.json()).toMatchObject({ optionId: 1, hops });
    const failed = await postJson(
      { optionId: 1, quantity: 1 },
      { 'x-fault': 'inventory=UNAVAILABLE' },
      `${PATH}?view=hops`,
    );
    expect(await failed.json()).toMatchObject({
      status: 503,
      hops: [{ service: 'inventory', status: 'UNAVAILABLE', fault: 'inventory=UNAVAILABLE' }],
    });
  });

  it.each([
    ['more than there is', { optionId: 1, quantity: 1000 }, 409, 'out-of-stock'],
    ['an option that has nothing left', { optionId: 4, quantity: 1 }, 409, 'out-of-stock'],
    ['an option that there is not', { optionId: 5, quantity: 1 }, 404, 'option-not-found'],
    ['nothing', { optionId: 1, quantity: 0 }, 400, 'invalid-reservation'],
    ['a text', 'all of it', 400, 'invalid-reservation'],
  ])('responds to a request for %s with a problem, or a page for a browser', async (_what, content, status, code) => {
    const response = await postJson(content);
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    expect(await response.json()).toMatchObject({ type: `urn:product-gateway:error:${code}`, instance: PATH });
    const page = await postJson(content, { accept: BROWSER });
    expect([page.status, page.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('<a href="/product/9310301.html">Back to the product</a>');
  });

  it.each([
    ['an unknown product', '/product/1/reservations', {}, 404, 'product-not-found'],
    ['a product id with leading zeros', '/product/007/reservations', {}, 400, 'invalid-product-id'],
    ['another view', `${PATH}?view=all`, {}, 400, 'invalid-view'],
    ['a key of two strings', PATH, { 'idempotency-key': '"a", "b"' }, 400, 'invalid-reservation'],
    ['a bad fault rule', PATH, { 'x-fault': 'inventory' }, 400, 'invalid-fault-rule'],
    ['text', PATH, { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
    ['several parts', PATH, { 'content-type': 'multipart/form-data; boundary=x' }, 415, 'unsupported-media-type'],
    ['a malformed type', PATH, { 'content-type': 'json' }, 415, 'unsupported-media-type'],
  ])('refuses %s', async (_what, path, headers, status, code) => {
    const before = await stockOf(1);
    const response = await postJson({ optionId: 1, quantity: 1 }, headers, path);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ type: `urn:product-gateway:error:${code}` });
    expect(await stockOf(1)).toEqual(before);
  });

  it('is the only method of its path, and not one of a reservation', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
      const response = await fetch(gateway.httpUrl + PATH, { method });
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'POST']);
    }
    const posted = await postJson({}, {}, `${PATH}/${randomUUID()}`);
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('takes 4 KiB of content, and no more, announced or not', async () => {
    const body = JSON.stringify({ optionId: 1, quantity: 1 });
    const statusOf = async (headers: string, content: string) => {
      const bytes = `POST ${PATH} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${headers}\r\n\r\n${content}`;
      const { responses } = await sendRaw(Number(new URL(gateway.httpUrl).port), bytes, { count: 1 });
      return [responses[0]?.status, responses[0]?.headers['connection']];
    };
    expect(await statusOf('content-length: 4096', body.padEnd(4096))).toEqual([201, 'keep-alive']);
    expect(await statusOf('content-length: 4097', body.padEnd(4097))).toEqual([413, 'close']);
    const chunk = `1000\r\n${body.padEnd(4096)}\r\n`;
    expect((await statusOf('transfer-encoding: chunked', `${chunk}0\r\n\r\n`))[0]).toBe(201);
    expect((await statusOf('transfer-encoding: chunked', `${chunk}1\r\n \r\n0\r\n\r\n`))[0]).toBe(413);
    expect((await statusOf('transfer-encoding: chunked', 'zz\r\n'))[0]).toBe(400);
    expect((await statusOf('content-length: 0', ''))[0]).toBe(400);
  });
});
