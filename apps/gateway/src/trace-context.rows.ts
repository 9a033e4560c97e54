// Requests with trace context, with the trace that trace-context.spec.ts expects for each.

export const TRACE = '0af7651916cd43dd8448eb211c80319c';
const TRACE_64 = '8448eb211c80319c';
const PADDED = `0000000000000000${TRACE_64}`;
export const SPAN = 'b7ad6b7169203331';
export const PARENT = '05e3ac9a4f6e3b90';
export const OTHER = '1111111111111111aaaaaaaaaaaaaaaa';
export const TRACEPARENT = `00-${TRACE}-${SPAN}-01`;
const W3C_OFF = `00-${TRACE}-${SPAN}-00`;
export const multi = (more: Record<string, string> = {}) => ({ 'x-b3-traceid': TRACE, 'x-b3-spanid': SPAN, ...more });
const members = (count: number) => Array.from({ length: count }, (_, index) => `k${index}=v`).join(',');

export interface Row {
  readonly headers: Record<string, string>;
  /** The trace of the client, which the gateway's span joins; null if it begins one. */
  readonly trace: string | null;
  readonly sampled: boolean;
  /** The trace's decision is not the client's: with an own sampler of `always_off` nothing is sampled. */
  readonly deferred?: boolean;
  /** Of the headers of the request, those that a gateway without spans drops. */
  readonly dropped?: readonly string[];
  /** The tracestate that is passed on, where it is not the one that came. */
  readonly tracestate?: string;
}
const begins = { trace: null, sampled: true, deferred: true };
const joins = { trace: TRACE, sampled: true };

export const ROWS: Record<string, Row> = {
  'no trace context': { headers: {}, ...begins },
  'a sampled traceparent': { headers: { traceparent: TRACEPARENT }, ...joins },
  'a traceparent that is not sampled': { headers: { traceparent: W3C_OFF }, trace: TRACE, sampled: false },
  'a traceparent with further flags': { headers: { traceparent: `00-${TRACE}-${SPAN}-ff` }, ...joins },
  'a traceparent of a later version': { headers: { traceparent: `01-${TRACE}-${SPAN}-01` }, ...joins },
  'a traceparent of a later version with more': { headers: { traceparent: `cc-${TRACE}-${SPAN}-01-what` }, ...joins },
  'a traceparent of version ff': invalid(`ff-${TRACE}-${SPAN}-01`),
  'a traceparent of version 00 with more': invalid(`${TRACEPARENT}-what`),
  'a traceparent of version 00 with a hyphen more': invalid(`${TRACEPARENT}-`),
  'a later version with more that no hyphen begins': invalid(`cc-${TRACE}-${SPAN}-01what`),
  'a traceparent of a trace of zeros': invalid(`00-${'0'.repeat(32)}-${SPAN}-01`),
  'a traceparent of a span of zeros': invalid(`00-${TRACE}-${'0'.repeat(16)}-01`),
  'a later version of a span of zeros': invalid(`01-${TRACE}-${'0'.repeat(16)}-01`),
  'a traceparent in capitals': invalid(TRACEPARENT.toUpperCase()),
  'a traceparent that is too short': invalid(`00-${TRACE}-${SPAN}`),
  'a trace id that is too short': invalid(`00-${TRACE.slice(1)}-${SPAN}-01`),
  'a traceparent with other letters': invalid(`00-${TRACE.replace('a', 'g')}-${SPAN}-01`),
  'two traceparents': invalid(`${TRACEPARENT}, 00-${OTHER}-${SPAN}-01`),
  'a traceparent with a tracestate': {
    headers: { traceparent: TRACEPARENT, tracestate: 'rojo=1,congo=t61' },
    ...joins,
  },
  'a tracestate of a tenant': { headers: { traceparent: TRACEPARENT, tracestate: '0t-x@sys=a b' }, ...joins },
  'a tracestate of 32 members': { headers: { traceparent: TRACEPARENT, tracestate: members(32) }, ...joins },
  'a tracestate of 33 members': badState(members(33)),
  'a tracestate with a key twice': badState('a=1,a=2'),
  'a tracestate with a key in capitals': badState('Rojo=1'),
  'a tracestate without a value': badState('rojo'),
  'a tracestate with two equals signs': badState('a=1=2'),
  'a tracestate of more than 512 characters': {
    headers: {
      traceparent: TRACEPARENT,
      tracestate: `a=1,b=${'v'.repeat(200)},c=${'v'.repeat(100)},d=${'w'.repeat(250)}`,
    },
    ...joins,
    tracestate: `a=1,b=${'v'.repeat(200)},c=${'v'.repeat(100)}`,
  },
  'a tracestate without traceparent': { headers: { tracestate: 'a=1' }, ...begins, dropped: ['tracestate'] },
  'b3 that is sampled': { headers: { b3: `${TRACE}-${SPAN}-1` }, ...joins },
  'b3 with a parent': { headers: { b3: `${TRACE}-${SPAN}-1-${PARENT}` }, ...joins },
  'b3 that is not sampled': { headers: { b3: `${TRACE}-${SPAN}-0` }, trace: TRACE, sampled: false },
  'b3 of debug': { headers: { b3: `${TRACE}-${SPAN}-d` }, ...joins },
  'b3 without a decision': { headers: { b3: `${TRACE}-${SPAN}` }, ...joins, deferred: true },
  'b3 with a parent and without a decision': {
    headers: { b3: `${TRACE}-${SPAN}-${PARENT}` },
    ...joins,
    deferred: true,
  },
  'b3 of a 64-bit trace': { headers: { b3: `${TRACE_64}-${SPAN}-1` }, trace: PADDED, sampled: true },
  'b3 in capitals': { headers: { b3: `${TRACE.toUpperCase()}-${SPAN.toUpperCase()}-D` }, ...joins },
  'b3 that denies': { headers: { b3: '0' }, trace: null, sampled: false },
  'b3 that accepts': { headers: { b3: '1' }, trace: null, sampled: true },
  'b3 that debugs': { headers: { b3: 'd' }, trace: null, sampled: true },
  'b3 that is none': { headers: { b3: 'yes' }, ...begins, dropped: ['b3'] },
  'b3 with more before it': { headers: { b3: `x${TRACE}-${SPAN}-1` }, ...begins, dropped: ['b3'] },
  'b3 of zeros': { headers: { b3: `${'0'.repeat(32)}-${SPAN}-1` }, ...begins, dropped: ['b3'] },
  'b3 twice': { headers: { b3: `${TRACE}-${SPAN}-1, ${TRACE}-${SPAN}-1` }, ...begins, dropped: ['b3'] },
  'x-b3 that is sampled': { headers: multi({ 'x-b3-sampled': '1' }), ...joins },
  'x-b3 that is not sampled': { headers: multi({ 'x-b3-sampled': '0' }), trace: TRACE, sampled: false },
  'x-b3 that is true': { headers: multi({ 'x-b3-sampled': 'true' }), ...joins },
  'x-b3 that is FALSE': { headers: multi({ 'x-b3-sampled': 'FALSE' }), trace: TRACE, sampled: false },
  'x-b3 without a decision': { headers: multi(), ...joins, deferred: true },
  'x-b3 with a parent': { headers: multi({ 'x-b3-sampled': '1', 'x-b3-parentspanid': PARENT }), ...joins },
  'x-b3 of debug': { headers: multi({ 'x-b3-flags': '1' }), ...joins },
  'x-b3 of a 64-bit trace': {
    headers: { 'x-b3-traceid': TRACE_64, 'x-b3-spanid': SPAN, 'x-b3-sampled': '1' },
    trace: PADDED,
    sampled: true,
  },
  'x-b3 in capitals': {
    headers: { 'x-b3-traceid': TRACE.toUpperCase(), 'x-b3-spanid': SPAN.toUpperCase(), 'x-b3-sampled': '1' },
    ...joins,
  },
  'x-b3 that only denies': { headers: { 'x-b3-sampled': '0' }, trace: null, sampled: false },
  'x-b3 that only debugs': { headers: { 'x-b3-flags': '1' }, trace: null, sampled: true },
  'x-b3 without a span': { headers: { 'x-b3-traceid': TRACE }, ...begins },
  'x-b3 with ids that are none': {
    headers: { 'x-b3-traceid': 'xyz', 'x-b3-spanid': SPAN },
    ...begins,
    dropped: ['x-b3-traceid'],
  },
  'traceparent and b3': { headers: { traceparent: TRACEPARENT, b3: `${OTHER}-${SPAN}-0` }, ...joins },
  'an invalid traceparent and b3': {
    headers: { traceparent: `ff-${OTHER}-${SPAN}-01`, b3: `${TRACE}-${SPAN}-0` },
    trace: TRACE,
    sampled: false,
    dropped: ['traceparent'],
  },
  'b3 and x-b3': { headers: { b3: `${TRACE}-${SPAN}-1`, 'x-b3-traceid': OTHER, 'x-b3-spanid': SPAN }, ...joins },
};

function invalid(traceparent: string): Row {
  return { headers: { traceparent, tracestate: 'a=1' }, ...begins, dropped: ['traceparent', 'tracestate'] };
}

function badState(tracestate: string): Row {
  return { headers: { traceparent: TRACEPARENT, tracestate }, ...joins, dropped: ['tracestate'] };
}

/** A trace that a client began, or null. */
export const joinedTrace = (traceId: unknown) => [TRACE, PADDED, OTHER].find((known) => known === traceId) ?? null;
