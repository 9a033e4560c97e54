import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOtlpReceiver, startRecordingGateway, type ReceivedSpan, type RecordingGateway } from '#testbed';

import { joinedTrace, ROWS, SPAN, type Row } from './trace-context.rows.ts';

const isDebug = (headers: Readonly<Record<string, string>>) =>
  /d$/i.test(headers['b3'] ?? '') || headers['x-b3-flags'] === '1';

const passedTracestate = ({ headers, dropped = [], tracestate = headers['tracestate'] }: Row) =>
  dropped.includes('tracestate') ? undefined : tracestate;

const traceHeadersOf = (headers: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /^(?:traceparent|tracestate|b3|x-b3-.*)$/.test(name)));

describe('a gateway without spans', () => {
  let observed: RecordingGateway;
  beforeAll(async () => {
    observed = await startRecordingGateway();
  });
  afterAll(() => observed[Symbol.asyncDispose]());

  it.each(Object.entries(ROWS))('passes on what is valid of %s, and logs its trace', async (what, row) => {
    const kept = Object.entries(row.headers).filter(([name]) => !row.dropped?.includes(name));
    const expected = { ...Object.fromEntries(kept), ...(row.tracestate && { tracestate: row.tracestate }) };
    for (const received of await observed.receivedFor(row.headers)) expect(traceHeadersOf(received)).toEqual(expected);
    await observed.requestProduct(what, row.headers);
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
  const running = new Map<string, RecordingGateway>();

  // All rows are sent before, since spans are exported when the service stops.
  beforeAll(async () => {
    for (const [sampler, exported] of Object.entries(spans)) {
      using receiver = await startOtlpReceiver();
      const environment = { ...receiver.environment, OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: '1' };
      const observed = await startRecordingGateway(environment);
      for (const [what, { headers }] of Object.entries(ROWS)) await observed.requestProduct(what, headers);
      await observed[Symbol.asyncDispose]();
      running.set(sampler, observed);
      exported.push(...receiver.spans);
    }
  }, 60_000);

  function outcome(sampler: keyof typeof spans, what: string) {
    const observed = running.get(sampler);
    const line = observed?.logLine(what);
    const span = spans[sampler].find(({ spanId }) => spanId === line?.['span_id']);
    const received = observed?.receivedBy(what) ?? {};
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
