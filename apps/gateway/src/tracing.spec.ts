import { describe, expect, it, vi } from 'vitest';
import { startBackends, startOtlpReceiver, startService } from '#testbed';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const SERVER = 2;
const CLIENT = 3;
const BACKENDS = ['base-product', 'inventory', 'price', 'reviews'];

/** Sends a request to a traced product, and gives the spans that were exported when all has stopped. */
async function spansOf(headers: Record<string, string>, environment: NodeJS.ProcessEnv = {}) {
  using receiver = await startOtlpReceiver();
  const traced = { ...receiver.environment, ...environment };
  const backends = await startBackends(traced);
  const gateway = await startService(gatewaySettings, createGatewayApp, { ...backends.environment, ...traced });
  const response = await fetch(`${gateway.httpUrl}/product/9310301`, { headers });
  const metrics = await fetch(`${gateway.httpUrl}/metrics`, { headers: { accept: 'application/openmetrics-text' } });
  const exposed = await metrics.text();
  await gateway[Symbol.asyncDispose]();
  await backends[Symbol.asyncDispose]();
  expect(response.status).toBe(200);
  return { spans: receiver.spans, exposed };
}

const ids = (spans: readonly { spanId: string }[]) => spans.map(({ spanId }) => spanId);

describe('exported spans', () => {
  it('are one trace: the gateway below its client, four calls below it, four backends below these', async () => {
    const { spans } = await spansOf({ traceparent: `00-${TRACE}-${SPAN}-01` });
    const served = spans.filter(({ kind }) => kind === SERVER);
    const calls = spans.filter(({ kind }) => kind === CLIENT);
    const gateway = served.find(({ service }) => service === 'gateway');
    expect(spans).toHaveLength(9);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    expect(gateway).toMatchObject({
      name: 'GET /product/*',
      parentSpanId: SPAN,
      attributes: { 'http.request.method': 'GET', 'http.route': '/product/*', 'http.response.status_code': 200 },
    });
    expect(calls.map(({ parentSpanId }) => parentSpanId)).toEqual(Array(4).fill(gateway?.spanId));
    const backends = served.filter((span) => span !== gateway);
    expect(backends.map(({ service }) => service).toSorted()).toEqual(BACKENDS);
    expect(backends.map(({ parentSpanId }) => parentSpanId).toSorted()).toEqual(ids(calls).toSorted());
    expect(backends.find(({ service }) => service === 'price')).toMatchObject({
      name: 'product_gateway.price.v1.PriceService/GetPrice',
      attributes: {
        'rpc.system.name': 'grpc',
        'rpc.method': 'product_gateway.price.v1.PriceService/GetPrice',
        'rpc.status_code': 'OK',
      },
    });
  });

  it.each([
    ['one header', { b3: `${TRACE}-${SPAN}-1` }],
    ['many headers', { 'x-b3-traceid': TRACE, 'x-b3-spanid': SPAN, 'x-b3-sampled': '1' }],
  ])('follow a parent in B3 of %s as well', async (_form, headers) => {
    const { spans } = await spansOf(headers);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    expect(spans.find(({ service, kind }) => service === 'gateway' && kind === SERVER)?.parentSpanId).toBe(SPAN);
    expect(spans).toHaveLength(9);
  });

  it('begin a trace where there is none', async () => {
    const { spans } = await spansOf({});
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans).toHaveLength(9);
  });

  it('mark what has failed', async () => {
    const { spans } = await spansOf({ 'x-fault': 'price=UNAVAILABLE' }, { FAULTS: 'on' });
    const failed = spans.filter(({ status }) => status.code === 2);
    expect(failed.map(({ name, kind }) => [name, kind]).toSorted()).toEqual([
      ['product_gateway.price.v1.PriceService/GetPrice', SERVER],
      ['product_gateway.price.v1.PriceService/GetPrice', CLIENT],
    ]);
    expect(failed[0]?.attributes).toMatchObject({ 'error.type': 'UNAVAILABLE' });
  });

  it('are none if the parent is not sampled, or by OTEL_TRACES_SAMPLER', async () => {
    expect((await spansOf({ traceparent: `00-${TRACE}-${SPAN}-00` })).spans).toEqual([]);
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'parentbased_always_off');
    expect((await spansOf({})).spans).toEqual([]);
    vi.unstubAllEnvs();
  });

  it('are named by exemplars of durations, in the OpenMetrics format', async () => {
    const { exposed } = await spansOf({ traceparent: `00-${TRACE}-${SPAN}-01` });
    const named = exposed.split('\n').filter((line) => line.includes(`# {trace_id="${TRACE}"}`));
    const metrics = new Set(named.map((line) => line.split('{', 1)[0]));
    expect([...metrics].toSorted()).toEqual([
      'http_server_request_duration_seconds_bucket',
      'rpc_client_call_duration_seconds_bucket',
    ]);
  });

  it('that nobody receives cost no request', async () => {
    const { spans } = await spansOf({}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    expect(spans).toEqual([]);
  });
});
