import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { startBackends, startService } from '#testbed';

import { ERRORS } from '#errors';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';
import document from './openapi.json' with { type: 'json' };

interface DocumentedResponse {
  $ref?: string;
  content?: Record<string, { schema: object }>;
}
type Operation = { responses: Record<string, DocumentedResponse> };
const paths = document.paths as unknown as Record<string, { get?: Operation; post?: Operation }>;
const ajv = new Ajv2020({ strict: false }).addSchema(document, 'openapi');
const pointer = (path: string) => path.replaceAll('~', '~0').replaceAll('/', '~1');

/** The responses of a path that has one method. */
const responsesOf = (path: string) => (paths[path]?.get ?? paths[path]?.post)?.responses ?? {};

/** Compares a response with the document: its path, its status and its media type. */
async function expectAsDocumented(path: string, response: Response): Promise<void> {
  const found = responsesOf(path)[response.status];
  expect(found, `${path} ${response.status} is documented`).toBeDefined();
  const method = paths[path]?.get ? 'get' : 'post';
  let where = `openapi#/paths/${pointer(path)}/${method}/responses/${response.status}`;
  let documented = found;
  if (documented?.$ref) {
    where = `openapi${documented.$ref}`;
    const name = documented.$ref.split('/').at(-1) as keyof typeof document.components.responses;
    documented = document.components.responses[name];
  }
  const mediaType = response.headers.get('content-type')?.split(';')[0] ?? '';
  const mediaTypes = Object.keys(documented?.content ?? {});
  expect(mediaTypes.length > 0 ? mediaTypes : [''], `${path} ${response.status}`).toContain(mediaType);
  const body = await response.text();
  if (!mediaType.endsWith('json')) return;
  const validate = ajv.compile({ $ref: `${where}/content/${pointer(mediaType)}/schema` });
  expect(validate(JSON.parse(body)), `${path}: ${ajv.errorsText(validate.errors)}`).toBe(true);
}

/** Requests for reservations, each with another status. */
function reservationRequests(): [path: string, url: string, init: RequestInit][] {
  const path = '/product/{id}/reservations';
  const url = '/product/9310301/reservations';
  const post = (body: string, headers: Record<string, string> = {}): RequestInit => ({
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  const one = JSON.stringify(document.components.schemas.ReservationRequest.examples[0]);
  const key = { 'idempotency-key': document.components.parameters.IdempotencyKey.example };
  const unknown = `${url}/8e03978e-40d5-43dd-bc93-6894a57f9324`;
  return [
    [path, `${url}?view=hops`, post(one, key)],
    [path, url, post(one.replace('"quantity":1', '"quantity":2'), key)],
    [path, url, post('optionId=1', { 'content-type': 'application/x-www-form-urlencoded' })],
    [path, url, post(one.replace('"quantity":1', '"quantity":1000'))],
    [path, url, post('{}')],
    [path, url, post('{}', { accept: 'text/html' })],
    [path, url, post(one, { 'content-type': 'text/plain' })],
    [path, url, post(' '.repeat(5000))],
    [path, '/product/1/reservations', post(one)],
    [path, url, { method: 'GET' }],
    [`${path}/{reservationId}`, unknown, {}],
    [`${path}/{reservationId}`, unknown, { headers: { accept: 'text/html' } }],
    [`${path}/{reservationId}`, unknown, { method: 'DELETE' }],
  ];
}

describe('openapi.json', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(document);
    expect(result.errors).toBeUndefined();
    expect(document.openapi).toBe('3.1.0');
  });

  it('has every error of the catalogue', () => {
    const types = Object.keys(ERRORS).map((code) => `urn:product-gateway:error:${code}`);
    expect(document.components.schemas.Problem.properties.type.enum).toEqual(types);
  });

  it('documents the responses', async () => {
    await using backends = await startBackends();
    await using gateway = await startService(gatewaySettings, createGatewayApp, backends.environment);
    const { inventory, price, reviews } = backends.services;
    const html = { headers: { accept: 'text/html' } };
    const requests: [path: string, url: string, init?: RequestInit][] = [
      ['/product', '/product'],
      ['/product', '/product?pageSize=100'],
      ['/product', '/product', html],
      ['/product', '/product?pageSize=x'],
      ['/product', '/product?pageToken=x'],
      ['/product', '/product', { method: 'DELETE' }],
      ['/product/{id}', '/product/9310301'],
      ['/product/{id}', '/product/9310301', html],
      ['/product/{id}', '/product/007'],
      ['/product/{id}', '/product/1'],
      ['/product/{id}', '/product/1', html],
      ['/product/{id}', '/product/1', { method: 'POST' }],
      ['/product/{id}', '/product/9310301?view=hops'],
      ['/product/{id}', '/product/1?view=hops'],
      ['/product/{id}', '/product/1?view=all'],
      ['/product/{id}.json', '/product/931030.json?view=hops'],
      ['/product/{id}.json', '/product/931030.json'],
      ['/product/{id}.html', '/product/931030.html'],
      ...reservationRequests(),
      ['/product/{id}/live', '/product/9310301/live'],
      ['/product/{id}/live', '/product/9310301/live', html],
      ['/product/{id}/live', '/product/007/live'],
      ['/product/{id}/live', '/product/1/live', html],
      ['/product/{id}/live/events', '/product/007/live/events'],
      ['/product/{id}/live/events', '/product/1/live/events'],
      ['/product/{id}/live/events', '/product/1/live/events', { method: 'POST' }],
      ['/product/{id}/events', '/product/007/events'],
      ['/product/{id}/events', '/product/1/events'],
      ['/product/{id}/events', '/product/1/events', { method: 'PUT' }],
      ['/openapi.json', '/openapi.json'],
      ['/health', '/health'],
      ['/livez', '/livez'],
      ['/readyz', '/readyz'],
      ['/metrics', '/metrics'],
      ['/metrics', '/metrics', { headers: { accept: 'application/openmetrics-text' } }],
      ...['9310301', '007', '1'].flatMap((id): [string, string][] => [
        ['/productInventory/{id}', `${inventory.httpUrl}/productInventory/${id}`],
        ['/productPrice/{id}', `${price.httpUrl}/productPrice/${id}`],
        ['/productReviews/{id}', `${reviews.httpUrl}/productReviews/${id}`],
      ]),
    ];
    for (const [path, url, init] of requests) {
      const response = await fetch(new URL(url, gateway.httpUrl), { redirect: 'manual', ...init });
      await expectAsDocumented(path, response);
    }
    expect(new Set(['/', ...requests.map(([path]) => path)])).toEqual(new Set(Object.keys(paths)));
  });

  it('documents a reservation, as JSON and as a page', async () => {
    await using backends = await startBackends();
    await using gateway = await startService(gatewaySettings, createGatewayApp, backends.environment);
    const made = await fetch(`${gateway.httpUrl}/product/9310301/reservations`, {
      method: 'POST',
      body: JSON.stringify({ optionId: 1, quantity: 1 }),
      headers: { 'content-type': 'application/json' },
    });
    expect(made.status).toBe(201);
    const location = gateway.httpUrl + made.headers.get('location');
    for (const [query, accept] of [
      ['', 'text/html'],
      ['?view=hops', 'application/json'],
      ['?view=all', 'application/json'],
    ] as const) {
      const response = await fetch(location + query, { headers: { accept } });
      await expectAsDocumented('/product/{id}/reservations/{reservationId}', response);
    }
  });

  it('documents the redirect of the root', async () => {
    await using gateway = await startService(gatewaySettings, createGatewayApp);
    const response = await fetch(gateway.httpUrl, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/product']);
    expect(responsesOf('/')).toHaveProperty('302');
  });

  it.each([
    ['of the live view', '/product/{id}/live/events'],
    ['of the stock', '/product/{id}/events'],
  ])('documents the events %s, and the refusal of one viewer too many', async (_which, path) => {
    await using backends = await startBackends();
    const environment = { ...backends.environment, MAX_LIVE_VIEWERS: '1', MAX_INVENTORY_VIEWERS: '1' };
    await using gateway = await startService(gatewaySettings, createGatewayApp, environment);
    const url = gateway.httpUrl + path.replace('{id}', '9310301');
    const leave = new AbortController();
    const events = await fetch(url, { signal: leave.signal });
    expect(Object.keys(responsesOf(path)[events.status]?.content ?? {})).toEqual([events.headers.get('content-type')]);
    const refused = await fetch(url);
    expect(refused.status).toBe(503);
    await expectAsDocumented(path, refused);
    leave.abort();
  });

  it('documents the responses when backends fail', async () => {
    await using backends = await startBackends();
    await using gateway = await startService(gatewaySettings, createGatewayApp, backends.environment);
    const { services } = backends;
    await Promise.all(['inventory', 'price', 'reviews'].map((name) => services[name as 'price'].service.stop()));
    await expectAsDocumented('/product/{id}', await fetch(`${gateway.httpUrl}/product/9310301?view=hops`));
    await services['base-product'].service.stop();
    const unavailable = await fetch(`${gateway.httpUrl}/product/9310301`);
    expect(unavailable.status).toBe(503);
    await expectAsDocumented('/product/{id}', unavailable);
  });
});
