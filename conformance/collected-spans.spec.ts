import { expect, it } from 'vitest';

import { spansIn } from './collected-spans.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const LOG = '2026-01-01T10:00:00.000Z\tinfo\tservice@v0.165.0/service.go:256\tEverything is ready.\n';

const attributes = (values: Record<string, string>) =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));

const span = (spanId: string, parentSpanId: string, kind: number, values: Record<string, string> = {}) => ({
  traceId: TRACE,
  spanId,
  ...(parentSpanId && { parentSpanId }),
  name: 'a name',
  kind,
  startTimeUnixNano: '1',
  attributes: attributes(values),
  status: {},
});

const line = (resource: Record<string, string>, ...spans: object[]) =>
  `${JSON.stringify({
    resourceSpans: [{ resource: { attributes: attributes(resource) }, scopeSpans: [{ scope: {}, spans }] }],
  })}\n`;

const ROOT = { traceId: TRACE, id: 'a1', parentId: '', kind: 'Server' };
const CHILD = { traceId: TRACE, id: 'b2', parentId: 'a1', kind: 'Client' };

it('the spans of a service have its instance as pod', () => {
  const resource = { 'service.name': 'gateway', 'service.instance.id': 'gateway-a' };
  const output = LOG + line(resource, span('a1', '', 2, { 'url.path': '/product/1' }), span('b2', 'a1', 3));
  const place = { service: 'gateway', pod: 'gateway-a' };
  expect(spansIn(output)).toEqual([
    { ...ROOT, ...place },
    { ...CHILD, ...place },
  ]);
});

it('the spans of proxies have the pod of their resource or of their own attributes', () => {
  const ofSpan = line({ 'service.name': 'proxy' }, span('a1', '', 2, { 'k8s.pod.name': 'price-a' }));
  const ofResource = line({ 'service.name': 'proxy', 'k8s.pod.name': 'price-b' }, span('b2', 'a1', 3));
  expect(spansIn(ofSpan + LOG + ofResource)).toEqual([
    { ...ROOT, service: 'proxy', pod: 'price-a' },
    { ...CHILD, service: 'proxy', pod: 'price-b' },
  ]);
});

it('attributes that are no strings are ignored', () => {
  const internal = { ...span('a1', '', 1), attributes: [{ key: 'service.instance.id', value: { intValue: '7' } }] };
  expect(spansIn(line({ 'service.name': 'gateway' }, internal))).toEqual([
    { ...ROOT, kind: 'other', service: 'gateway', pod: '' },
  ]);
});

it('a line that is not complete yet has no spans', () => {
  const complete = line({ 'service.name': 'gateway' }, span('a1', '', 2));
  expect(spansIn(complete + complete.slice(0, 40))).toHaveLength(1);
  expect(spansIn(complete.trimEnd())).toEqual([]);
});

it('the log of a collector without traces has no spans', () => {
  expect(spansIn('')).toEqual([]);
  expect(spansIn(LOG)).toEqual([]);
});
