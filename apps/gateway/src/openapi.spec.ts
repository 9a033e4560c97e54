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
const paths = document.paths as unknown as Record<string, { get: { responses: Record<string, DocumentedResponse> } }>;
const ajv = new Ajv2020({ strict: false }).addSchema(document, 'openapi');
const pointer = (path: string) => path.replaceAll('~', '~0').replaceAll('/', '~1');

/** Compares a response with the document: its path, its status and its media type. */
async function expectAsDocumented(path: string, response: Response): Promise<void> {
  const found = paths[path]?.get.responses[response.status];
  expect(found, `${path} ${response.status} is documented`).toBeDefined();
  let where = `openapi#/paths/${pointer(path)}/get/responses/${response.status}`;
  let documented = found;
  if (documented?.$ref) {
    where = `openapi${documented.$ref}`;
    const name = documented.$ref.split('/').at(-1) as keyof typeof document.components.responses;
    documented = document.components.responses[name];
  }
  const mediaType = response.headers.get('content-type')?.split(';')[0] ?? '';
  expect(Object.keys(documented?.content ?? {}), `${path} ${response.status}`).toContain(mediaType);
  const body = await response.text();
  if (!mediaType.endsWith('json')) return;
  const validate = ajv.compile({ $ref: `${where}/content/${pointer(mediaType)}/schema` });
  expect(validate(JSON.parse(body)), `${path}: ${ajv.errorsText(validate.errors)}`).toBe(true);
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
      ['/product/{id}/live', '/product/9310301/live'],
      ['/product/{id}/live', '/product/9310301/live', html],
      ['/product/{id}/live', '/product/007/live'],
      ['/product/{id}/live', '/product/1/live', html],
      ['/product/{id}/live/events', '/product/007/live/events'],
      ['/product/{id}/live/events', '/product/1/live/events'],
      ['/product/{id}/live/events', '/product/1/live/events', { method: 'POST' }],
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
      const response = await fetch(new URL(url, gateway.httpUrl), init);
      await expectAsDocumented(path, response);
    }
    expect(new Set(['/', ...requests.map(([path]) => path)])).toEqual(new Set(Object.keys(paths)));
  });

  it('documents the redirect of the root', async () => {
    await using gateway = await startService(gatewaySettings, createGatewayApp);
    const response = await fetch(gateway.httpUrl, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/product']);
    expect(paths['/']?.get.responses).toHaveProperty('302');
  });

  it('documents the events of the live view, and the refusal of one viewer too many', async () => {
    await using backends = await startBackends();
    const environment = { ...backends.environment, MAX_LIVE_VIEWERS: '1' };
    await using gateway = await startService(gatewaySettings, createGatewayApp, environment);
    const path = '/product/{id}/live/events';
    const leave = new AbortController();
    const events = await fetch(`${gateway.httpUrl}/product/9310301/live/events`, { signal: leave.signal });
    expect(Object.keys(paths[path]?.get.responses[events.status]?.content ?? {})).toEqual([
      events.headers.get('content-type'),
    ]);
    const refused = await fetch(`${gateway.httpUrl}/product/9310301/live/events`);
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
