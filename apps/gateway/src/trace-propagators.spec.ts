import { describe, expect, it } from 'vitest';
import { startOtlpReceiver, startRecordingGateway } from '#testbed';

import { joinedTrace, multi, OTHER, SPAN, TRACE, TRACEPARENT } from './trace-context.rows.ts';

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
    await using observed = await startRecordingGateway({ ...receiver.environment, OTEL_PROPAGATORS: propagators });
    const sent = { ...(headers as Record<string, string>), baggage: 'user=7' };
    await observed.requestProduct('propagated', sent);
    await observed.gateway.stop();
    const line = observed.logLine('propagated');
    const received = observed.receivedBy('propagated');
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
