import { expect, it } from 'vitest';

import { spansOf } from './collected-spans.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

const resource = (...attributes: string[]) => `ResourceSpans #0
Resource SchemaURL:${' '}
Resource attributes:
${attributes.map((attribute) => `     -> ${attribute}\n`).join('')}ScopeSpans #0
ScopeSpans SchemaURL:${' '}
InstrumentationScope scope${' '}
`;

const span = (index: number, id: string, parentId: string, kind: string, ...attributes: string[]) => `Span #${index}
    Trace ID       : ${TRACE}
    Parent ID      : ${parentId}
    ID             : ${id}
    Name           : a name
    Kind           : ${kind}
    Status code    : Unset
Attributes:
${attributes.map((attribute) => `     -> ${attribute}\n`).join('')}`;

const ROOT = { traceId: TRACE, id: 'a1', parentId: '', kind: 'Server' };
const CHILD = { traceId: TRACE, id: 'b2', parentId: 'a1', kind: 'Client' };

it('reads the spans of a service, which tells its instance', () => {
  const log = `Traces\t{"spans": 2}\n${resource('service.name: Str(gateway)', 'service.instance.id: Str(gateway-a)')}${span(0, 'a1', '', 'Server', 'url.path: Str(/product/1)')}${span(1, 'b2', 'a1', 'Client')}`;
  const made = { service: 'gateway', pod: 'gateway-a' };
  expect(spansOf(log)).toEqual([
    { ...ROOT, ...made },
    { ...CHILD, ...made },
  ]);
});

it('reads the spans of proxies, which onProgress their pod each or all together', () => {
  const each = resource('service.name: Str(proxy)') + span(0, 'a1', '', 'Server', 'k8s.pod.name: Str(price-a)');
  const together = resource('service.name: Str(proxy)', 'k8s.pod.name: Str(price-b)') + span(0, 'b2', 'a1', 'Client');
  expect(spansOf(each + together)).toEqual([
    { ...ROOT, service: 'proxy', pod: 'price-a' },
    { ...CHILD, service: 'proxy', pod: 'price-b' },
  ]);
});

it('has none of a log without any', () => {
  expect(spansOf('')).toEqual([]);
});
