import { Metadata, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BaseProductServiceService, ProductServiceService } from '#contracts';
import {
  backendEnvironment,
  RpcClient,
  runBundle,
  startOtlpReceiver,
  startStubBackend,
  type ReceivedSpan,
  type ReadyBundle,
  type StubBackend,
} from '#testbed';

import { multi, OTHER, PADDED, ROWS, SPAN, TRACE, TRACEPARENT, type Row } from './trace-context.rows.ts';

/** Runs a gateway in front of a base-product that keeps what it receives. */
async function startObserved(environment: NodeJS.ProcessEnv = {}) {
  const received = new Map<string, Record<string, unknown>>();
  const keep = ({ metadata }: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) => {
    received.set(String(metadata.get('x-request-id')[0]), metadata.getMap());
    callback(null, { baseProduct: { productId: 1, description: 'A product', imageUrl: '', options: [] } });
  };
  const stub: StubBackend = await startStubBackend(BaseProductServiceService, {
    getBaseProduct: keep,
    listBaseProducts: keep,
  });
  const gateway: ReadyBundle = await runBundle('gateway', {
    ...backendEnvironment({ 'base-product': stub.port, inventory: 1, price: 1, reviews: 1 }),
    ...environment,
  });
  const ask = async (what: string, headers: Record<string, string>) => {
    const id = requestId(what);
    const response = await fetch(`${gateway.httpUrl}/product/1`, { headers: { ...headers, 'x-request-id': id } });
    expect(response.status).toBe(200);
  };
  return {
    received,
    gateway,
    /** What base-product received for a request with these headers, over HTTP and over gRPC. */
    async receivedFor(headers: Record<string, string>): Promise<Record<string, unknown>[]> {
      await ask('http', headers);
      using client = new RpcClient(gateway.grpcPort);
      const metadata = Metadata.fromHttp2Headers({ ...headers, 'x-request-id': 'grpc' });
      await client.call(ProductServiceService.getProduct, { productId: 1 }, { metadata });
      return ['http', 'grpc'].map((id) => received.get(id) ?? {});
    },
    ask,
    logLine: (what: string) => gateway.log.find(({ request_id: id }) => id === requestId(what)),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await stub[Symbol.asyncDispose]();
    },
  };
}

/** A row's name as an x-request-id. */
const requestId = (what: string) => what.replaceAll(' ', '_');

/** A trace that a client began, or null. */
const joinedTrace = (traceId: unknown) => [TRACE, PADDED, OTHER].find((known) => known === traceId) ?? null;

const isDebug = (headers: Readonly<Record<string, string>>) =>
  /d$/i.test(headers['b3'] ?? '') || headers['x-b3-flags'] === '1';

const passedTracestate = ({ headers, dropped = [], tracestate = headers['tracestate'] }: Row) =>
  dropped.includes('tracestate') ? undefined : tracestate;

const traceHeadersOf = (headers: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /^(?:traceparent|tracestate|b3|x-b3-.*)$/.test(name)));

describe('a gateway without spans', () => {
  let observed: Awaited<ReturnType<typeof startObserved>>;
  beforeAll(async () => {
    observed = await startObserved();
  });
  afterAll(() => observed[Symbol.asyncDispose]());

  it.each(Object.entries(ROWS))('passes on what is valid of %s, and logs its trace', async (what, row) => {
    const kept = Object.entries(row.headers).filter(([name]) => !row.dropped?.includes(name));
    const expected = { ...Object.fromEntries(kept), ...(row.tracestate && { tracestate: row.tracestate }) };
    for (const received of await observed.receivedFor(row.headers)) expect(traceHeadersOf(received)).toEqual(expected);
    await observed.ask(what, row.headers);
    await expect.poll(() => observed.logLine(what)).toBeDefined();
    expect(observed.logLine(what)?.['trace_id'] ?? null).toBe(row.trace);
  });
});

describe('a gateway with spans', () => {
  const spans: Record<'parentbased_always_on' | 'parentbased_always_off' | 'traceidratio', ReceivedSpan[]> = {
    parentbased_always_on: [],
    parentbased_always_off: [],
    traceidratio: [],
  };
  const running = new Map<string, Awaited<ReturnType<typeof startObserved>>>();

  // All rows are sent before, since spans are exported when the service stops.
  beforeAll(async () => {
    for (const [sampler, exported] of Object.entries(spans)) {
      using receiver = await startOtlpReceiver();
      const environment = { ...receiver.environment, OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: '1' };
      const observed = await startObserved(environment);
      for (const [what, { headers }] of Object.entries(ROWS)) await observed.ask(what, headers);
      await observed[Symbol.asyncDispose]();
      running.set(sampler, observed);
      exported.push(...receiver.spans);
    }
  }, 60_000);

  function outcome(sampler: keyof typeof spans, what: string) {
    const observed = running.get(sampler);
    const line = observed?.logLine(what);
    const span = spans[sampler].find(({ spanId }) => spanId === line?.['span_id']);
    const received = observed?.received.get(requestId(what)) ?? {};
    const [, traceId, callId, flags] = /^00-(.{32})-(.{16})-(..)$/.exec(String(received['traceparent'])) ?? [];
    const call = spans[sampler].find(({ spanId }) => spanId === callId);
    return { line, span, received, traceId, callId, flags, call };
  }

  it.each(Object.entries(ROWS))('joins the trace of %s as it is asked to', (what, row) => {
    const { line, span, received, traceId, flags } = outcome('parentbased_always_on', what);
    expect(line).toMatchObject({ trace_id: traceId, span_id: expect.stringMatching(/^[\da-f]{16}$/) });
    expect({ trace: joinedTrace(traceId), flags, exported: span !== undefined }).toEqual({
      trace: row.trace,
      flags: row.sampled ? '01' : '00',
      exported: row.sampled,
    });
    expect(received['tracestate']).toBe(passedTracestate(row));
  });

  it.each(Object.entries(ROWS).filter(([, { sampled }]) => sampled))(
    'exports a span of %s below its client, and a call below that',
    (what, row) => {
      const { span, call, traceId } = outcome('parentbased_always_on', what);
      expect(span).toMatchObject({ traceId, name: 'GET /product/*' });
      expect(span?.parentSpanId || null).toBe(row.trace && SPAN);
      expect(call).toMatchObject({ traceId, parentSpanId: span?.spanId, kind: 3 });
    },
  );

  it.each(Object.entries(ROWS).filter(([, { headers }]) => 'b3' in headers))(
    'passes on %s as its own span in b3',
    (what, { headers, sampled }) => {
      const { received, line, traceId, callId } = outcome('parentbased_always_on', what);
      const state = isDebug(headers) ? 'd' : Number(sampled);
      expect(received['b3']).toBe(`${traceId}-${callId}-${state}-${String(line?.['span_id'])}`);
    },
  );

  it.each(Object.entries(ROWS).filter(([, { headers }]) => 'x-b3-traceid' in headers))(
    'passes on %s as its own span in x-b3',
    (what, { headers, sampled }) => {
      const { received, line, traceId, callId } = outcome('parentbased_always_on', what);
      expect(received).toMatchObject({
        'x-b3-traceid': traceId,
        'x-b3-spanid': callId,
        'x-b3-parentspanid': line?.['span_id'],
        'x-b3-sampled': sampled ? '1' : '0',
        'x-b3-flags': isDebug(headers) ? '1' : '0',
      });
    },
  );

  it.each(Object.entries(ROWS))('has its own sampler decide on %s where nobody else did', (what, row) => {
    const { span, flags } = outcome('parentbased_always_off', what);
    const sampled = row.sampled && !row.deferred;
    expect({ exported: span !== undefined, flags }).toEqual({ exported: sampled, flags: sampled ? '01' : '00' });
  });

  it.each(Object.entries(ROWS))('samples %s with a sampler that does not look at parents', (what) => {
    const { span, flags } = outcome('traceidratio', what);
    expect({ exported: span !== undefined, flags }).toEqual({ exported: true, flags: '01' });
  });
});

describe('OTEL_PROPAGATORS', () => {
  const b3 = `${OTHER}-${SPAN}-1`;
  it.each([
    { propagators: '', headers: { traceparent: TRACEPARENT }, trace: TRACE, injected: ['traceparent'] },
    { propagators: '', headers: { b3 }, trace: OTHER, injected: ['b3', 'traceparent'] },
    { propagators: 'tracecontext', headers: { b3 }, trace: null, injected: ['traceparent'] },
    { propagators: 'b3', headers: { traceparent: TRACEPARENT }, trace: null, injected: ['b3'] },
    { propagators: 'b3', headers: multi({ 'x-b3-sampled': '1' }), trace: TRACE, injected: ['b3'] },
    { propagators: 'b3multi', headers: { b3 }, trace: OTHER, injected: ['x-b3-traceid'] },
    {
      propagators: ' B3 , tracecontext,b3multi, baggage,B3',
      headers: { b3 },
      trace: OTHER,
      injected: ['b3', 'traceparent', 'x-b3-traceid'],
    },
    { propagators: 'jaeger,b3', headers: { b3 }, trace: OTHER, injected: ['b3'], warns: 'jaeger' },
    { propagators: 'jaeger', headers: { b3 }, trace: OTHER, injected: ['b3', 'traceparent'], warns: 'jaeger' },
    { propagators: 'none', headers: { traceparent: TRACEPARENT, b3 }, trace: null, injected: [] },
    { propagators: 'baggage', headers: { traceparent: TRACEPARENT }, trace: null, injected: [] },
  ])('$propagators takes up and passes on these formats alone', async (row) => {
    const { propagators, headers, trace, injected, warns } = row;
    using receiver = await startOtlpReceiver();
    await using observed = await startObserved({ ...receiver.environment, OTEL_PROPAGATORS: propagators });
    const sent = { ...(headers as Record<string, string>), baggage: 'user=7' };
    await observed.ask('propagated', sent);
    await observed.gateway.stop();
    const line = observed.logLine('propagated');
    const received = observed.received.get('propagated') ?? {};
    const traceId = line?.['trace_id'];
    expect(joinedTrace(traceId)).toBe(trace);
    expect(receiver.spans.find(({ spanId }) => spanId === line?.['span_id'])?.traceId).toBe(traceId);
    const ours = Object.keys(received).filter((name) => received[name] !== sent[name as keyof typeof sent]);
    const formats = ours.filter((name) => ['traceparent', 'b3', 'x-b3-traceid'].includes(name));
    expect(formats.toSorted()).toEqual(injected);
    expect(received['baggage']).toBe('user=7');
    const warnings = observed.gateway.log.filter(({ level }) => level === 'warn').map(({ msg }) => String(msg));
    expect(warnings.map((message) => /has "(\w+)"/.exec(message)?.[1])).toEqual(warns ? [warns] : []);
  });
});
