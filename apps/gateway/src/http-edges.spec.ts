import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  sendRaw,
  startBackends,
  startService,
  type RawResponse,
  type RunningBackends,
  type RunningService,
} from '#testbed';

import { Telemetry } from '#telemetry';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';
import { CASES, PATHS, type ServiceUnderTest } from './http-edges.cases.ts';
import { RESERVATION_CASES } from './http-edges.reservations.cases.ts';
import document from './openapi.json' with { type: 'json' };

/** No product is degraded because the machine is busy. */
const LONG_TIMEOUTS = Object.fromEntries(
  ['REQUEST', 'BASEPRODUCT', 'INVENTORY', 'PRICE', 'REVIEWS'].map((name) => [`${name}_TIMEOUT`, '60s']),
);

const KNOWN = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'QUERY'];
const PROBLEM_TYPES = document.components.schemas.Problem.properties.type.enum;
describe.each(Object.keys(PATHS) as ServiceUnderTest[])('the HTTP port of %s', (name) => {
  let backends: RunningBackends;
  let gateway: RunningService;
  let service: RunningService;
  const lines: string[] = [];
  const port = () => Number(new URL(service.httpUrl).port);

  beforeAll(async () => {
    backends = await startBackends();
    gateway = await startService(gatewaySettings, createGatewayApp, { ...backends.environment, ...LONG_TIMEOUTS });
    service = name === 'gateway' ? gateway : backends.services[name];
    const stream = { write: (line: string) => void lines.push(line), flush: () => undefined };
    // Where LOG_LEVEL is silent there is none.
    Object.assign(service.service.get<Telemetry>(Telemetry as never).requestLog, { stream });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await backends[Symbol.asyncDispose]();
  });

  /** How often each method and status was counted. */
  async function counts(): Promise<Map<string, number>> {
    const text = await (await fetch(`${service.httpUrl}/metrics`)).text();
    const found = text.matchAll(
      /^http_server_request_duration_seconds_count\{http_request_method="(.*?)",http_route=".*?",http_response_status_code="(\d+)"\} (\d+)$/gm,
    );
    const sums = new Map<string, number>();
    for (const [, method, status, count] of found) {
      sums.set(`${method} ${status}`, (sums.get(`${method} ${status}`) ?? 0) + Number(count));
    }
    return sums;
  }

  const cases = [...CASES.filter(({ only = name }) => only === name), ...(name === 'gateway' ? RESERVATION_CASES : [])];

  it.each(cases)('responds properly to $name', async ({ bytes, statuses, halfClose = false, interim = [] }) => {
    const parts = [bytes].flat().map((part) => part.replaceAll('§', PATHS[name]));
    const methods = statuses.length === 1 ? [parts[0]?.slice(0, 4).trim() ?? ''] : [];
    const before = { counts: await counts(), lines: lines.length };
    const exchange = await sendRaw(port(), parts, { count: statuses.length, halfClose, methods });
    expect(exchange.responses.map(({ status }) => status)).toEqual(statuses);
    // A client that has half-closed is probed while it waits.
    expect(exchange.interim.filter((status) => status !== 102)).toEqual(interim);
    for (const response of exchange.responses) expectWhatAllHave(response, methods[0] === 'HEAD');

    await expect.poll(() => lines.length - before.lines, { timeout: 15_000 }).toBe(statuses.length);
    const logged = lines.slice(before.lines).map((line) => JSON.parse(line) as Record<string, unknown>);
    // An error in a later request can be known before the response to an earlier one.
    const id = ({ headers }: RawResponse) => headers['x-request-id'];
    expect(new Set(logged.map((line) => line['request_id']))).toEqual(new Set(exchange.responses.map(id)));
    for (const { status, headers } of exchange.responses) {
      expect(logged.find((line) => line['request_id'] === headers['x-request-id'])).toMatchObject({
        msg: 'request',
        status,
      });
    }
    const after = await counts();
    const added = [...after].flatMap(([key, count]) => {
      const more = count - (before.counts.get(key) ?? 0);
      return more > 0 ? Array.from({ length: more }, () => key) : [];
    });
    expect(added.map((key) => Number(key.split(' ')[1])).toSorted()).toEqual([...statuses].toSorted());
    for (const key of added) expect([...KNOWN, '_OTHER']).toContain(key.split(' ')[0]);
    for (const key of added.filter((counted) => counted.endsWith(' 501') || counted.endsWith(' 505'))) {
      expect(['_OTHER', 'GET']).toContain(key.split(' ')[0]);
    }
  });
});

it('openapi.json has every status with which a product responds at these edges', () => {
  const documented = Object.keys(document.paths['/product/{id}'].get.responses);
  const statuses = CASES.flatMap((one) => one.statuses).filter((status) => status >= 400);
  expect(documented).toEqual(expect.arrayContaining(statuses.map(String)));
});

/** What a response has whatever it responds to. */
function expectWhatAllHave({ status, headers, body }: RawResponse, isHead: boolean): void {
  expect(headers).toMatchObject({
    date: expect.stringMatching(/ GMT$/),
    'x-request-id': expect.stringMatching(/^[\x21-\x7e]{1,128}$/),
    'x-content-type-options': 'nosniff',
  });
  if (status === 204 || status === 302) return;
  expect(headers).toHaveProperty('content-type');
  expect(headers).toHaveProperty('content-length');
  if (status < 400) return;
  expect(headers).toMatchObject({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...(status === 405 && { allow: 'GET, HEAD' }),
  });
  if (isHead) return;
  const problem = JSON.parse(body) as { type: string; status: number };
  expect(problem.status).toBe(status);
  expect(PROBLEM_TYPES).toContain(problem.type);
}
