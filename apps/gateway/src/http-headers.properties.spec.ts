import { fieldValue, INHERITED_NAMES, textOfTokens } from '#arbitraries';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw, startBackends, startService, type RawResponse } from '#testbed';

import { TRACE_HEADERS } from '#telemetry';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** The headers that a gateway reads, but x-fault. */
const HEADERS = [
  ...TRACE_HEADERS.map(([name]) => name),
  'tracestate',
  'x-request-id',
  'x-call-id',
  'x-hop',
  'x-forwarded-client-cert',
  'l5d-client-id',
  'x-envoy-attempt-count',
  'x-tester',
  'accept',
  'user-agent',
  'constructor',
];

/** As it stands on the wire, where spaces and tabs around a value are no part of it. */
const values = () =>
  fc.oneof(
    fieldValue(),
    fc.constantFrom(...INHERITED_NAMES),
    textOfTokens(['a=1', ',', '\t', '\u00a0', '=', ';', '"', '00', '-', 'q=0', '*/*', 'text/html', '%'], 12).map(
      (text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, ''),
    ),
  );

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('the gateway', () => {
  const started = new AsyncDisposableStack();
  let port: number;
  let faultyPort: number;

  beforeAll(async () => {
    const backends = started.use(await startBackends());
    const start = async (environment: NodeJS.ProcessEnv = {}) => {
      const gateway = await startService(gatewaySettings, createGatewayApp, {
        ...backends.environment,
        ...environment,
      });
      return Number(new URL(started.use(gateway).httpUrl).port);
    };
    port = await start();
    faultyPort = await start({ FAULTS: 'on' });
  });
  afterAll(() => started.disposeAsync());

  async function get(target: string, headers: Readonly<Record<string, string>>, to = port): Promise<RawResponse> {
    const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const { responses } = await sendRaw(to, `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${fields.join('')}\r\n`);
    const [response] = responses;
    if (!response) throw new Error('there is no response');
    expect(response.headers['x-request-id']).toMatch(REQUEST_ID);
    return response;
  }

  it('responds 200 to a request for a product, whatever values its headers have', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...HEADERS), values(), { maxKeys: 6 }), async (headers) => {
        const response = await get('/product/9310301?view=hops', { traceparent: TRACEPARENT, ...headers });
        expect(response).toMatchObject({
          status: 200,
          headers: { 'server-timing': expect.stringMatching(/^[\x20-\x7e]+$/) },
        });
      }),
      {
        numRuns: 150,
        examples: [
          ...INHERITED_NAMES.map((value): [Record<string, string>] => [
            Object.fromEntries(HEADERS.map((name) => [name, value])),
          ]),
          [{ tracestate: 'a=1,\tb=2' }],
          [{ tracestate: 'a=1,\u00a0' }],
        ],
      },
    );
  });

  it('responds 200 with JSON or a page to any Accept, and to any If-None-Match with 200 or 304', async () => {
    await fc.assert(
      fc.asyncProperty(values(), fc.option(values()), async (accept, etag) => {
        const response = await get('/product/9310301', { accept, ...(etag !== null && { 'if-none-match': etag }) });
        expect(etag === null ? [200] : [200, 304]).toContain(response.status);
        if (response.status === 200)
          expect(response.headers['content-type']).toMatch(/^(?:application\/json|text\/html);/);
      }),
      { numRuns: 80, examples: INHERITED_NAMES.map((name): [string, string] => [name, name]) },
    );
  });

  it('responds 200 with a format of Prometheus to any Accept of /metrics', async () => {
    const accepts = textOfTokens(
      [
        'text/plain',
        'application/openmetrics-text',
        ';',
        ',',
        'version=0.0.4',
        'q=',
        '0.5',
        'escaping=',
        '*/*',
        '"',
        ' ',
      ],
      12,
    ).map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, ''));
    await fc.assert(
      fc.asyncProperty(fc.oneof(accepts, values()), async (accept) => {
        const response = await get('/metrics', { accept });
        expect(response.status).toBe(200);
        expect(response.headers['content-type']).toMatch(/^(?:text\/plain|application\/openmetrics-text); version=/);
      }),
      { numRuns: 100, examples: INHERITED_NAMES.map((name): [string] => [name]) },
    );
  });

  it('responds 200 or 400 to any x-fault without a fault rule, and states the position of the mistake', async () => {
    await fc.assert(
      fc.asyncProperty(values(), async (rules) => {
        const response = await get('/product/9310301', { 'x-fault': rules }, faultyPort);
        if (rules.trim() === '') expect(response.status).toBe(200);
        else expect(response).toMatchObject({ status: 400, body: expect.stringContaining('invalid-fault-rule') });
      }),
      { numRuns: 100, examples: INHERITED_NAMES.map((name): [string] => [`price=${name}`]) },
    );
  });

  it('responds 200 to an x-fault with any spaces and tabs between its parts', async () => {
    const rules = fc.tuple(fc.constantFrom('', ' ', '\t', '\u00a0'), fc.constantFrom('price', 'reviews', 'inventory'));
    const lists = fc.array(rules, { minLength: 1, maxLength: 4 }).map((list) =>
      // The first and the last character are not spaces, which HTTP would remove.
      list.map(([space, service]) => `${service}${space}=${space}delay:0ms${space};${space}first=1`).join(),
    );
    await fc.assert(
      fc.asyncProperty(lists, async (fault) => {
        const response = await get('/product/9310301?view=hops', { 'x-fault': fault }, faultyPort);
        expect(response.status).toBe(200);
      }),
      { numRuns: 50, examples: [['price=delay:0ms,\treviews=delay:0ms']] },
    );
  });
});
