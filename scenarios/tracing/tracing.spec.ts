import { expect, it } from 'vitest';

import type { CallPath, CallPaths } from '../../conformance/call-paths.ts';
import { allHold } from '../../conformance/claim.ts';
import type { Span } from '../../conformance/collected-spans.ts';
import { scenario } from './tracing.ts';

const BACKENDS = ['reviews', 'price', 'inventory', 'base-product'];

const request = (pathTo: (backend: string) => CallPath, strays = 0): CallPaths => ({
  paths: BACKENDS.map(pathTo),
  strays,
});
const byProxies = (backend: string) => [
  'proxy of gateway',
  'gateway',
  'proxy of gateway',
  `proxy of ${backend}`,
  backend,
];
const withoutPrice = (path: (backend: string) => CallPath) => (backend: string) =>
  backend === 'price' ? ['gateway', 'price'] : path(backend);
const whole = request(byProxies);
const services = request((backend) => ['gateway', backend]);

it('every call of every request goes by both proxies', () => {
  expect(allHold(scenario.verdict([whole, whole]))).toBe(true);
});

it.each([
  ['no request', []],
  ['no span', [{ paths: [], strays: 0 }]],
  ['services alone', [services]],
  ['one request of services alone', [whole, services]],
  ['one call that goes by no proxy', [request(withoutPrice(byProxies))]],
  ['a missing span', [request((backend) => ['?', ...byProxies(backend).slice(2)])]],
  ['one proxy of two', [request((backend) => ['proxy of gateway', 'gateway', `proxy of ${backend}`, backend])]],
  ['a call that is missing', [{ paths: whole.paths.slice(1), strays: 0 }]],
  ['a call twice', [{ paths: [...whole.paths, byProxies('price')], strays: 0 }]],
  ['a span beside the paths', [request(byProxies, 1)]],
])('the verdict fails with %s', (_what, requests) => {
  expect(allHold(scenario.verdict(requests))).toBe(false);
});

it('without the rule the trace knows of services alone', () => {
  expect(allHold(scenario.opposite([services, services]))).toBe(true);
  expect(allHold(scenario.opposite([services, whole]))).toBe(false);
  expect(allHold(scenario.opposite([]))).toBe(false);
});

it('looks at each request by the trace that it began, once all its spans are there', async () => {
  const parents: string[] = [];
  const load = async (_requests: number, { headers }: { headers: { traceparent: string } }) => {
    parents.push(headers.traceparent);
  };
  let looks = 0;
  const spans = async (): Promise<Span[]> => {
    looks += 1;
    return parents.flatMap((parent) => {
      const [, traceId = '', client = ''] = parent.split('-');
      const calls = BACKENDS.slice(0, looks).map((service) => ({
        id: service,
        parentId: 'g',
        kind: 'Server',
        service,
      }));
      const made = [{ id: 'g', parentId: client, kind: 'Server', service: 'gateway' }, ...calls];
      return made.map((span) => Object.assign(span, { traceId, pod: span.service }));
    });
  };
  expect(await scenario.observe({ load, spans } as never, 3)).toEqual([services, services, services]);
  expect(new Set(parents).size).toBe(3);
  expect(looks).toBe(BACKENDS.length);
});
