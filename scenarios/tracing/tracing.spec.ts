import { expect, it } from 'vitest';

import type { CallPath, CallPaths } from './call-paths.ts';
import { allPassed } from '../../conformance/assertion.ts';
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
const byWaypoint = (backend: string) => ['waypoint', 'gateway', 'waypoint', backend];
const withoutPrice = (path: (backend: string) => CallPath) => (backend: string) =>
  backend === 'price' ? ['gateway', 'price'] : path(backend);
const complete = request(byProxies);
const services = request((backend) => ['gateway', backend]);

it('the expectations pass if every call of every request passes both proxies', () => {
  expect(allPassed(scenario.expectations({ requests: [complete, complete], started: 0 }))).toBe(true);
});

it('the expectations pass if every call of every request passes the waypoint', () => {
  const requests = [request(byWaypoint), request(byWaypoint)];
  expect(allPassed(scenario.expectations({ requests, started: 0 }))).toBe(true);
});

it.each([
  ['no request', []],
  ['no span', [{ paths: [], strays: 0 }]],
  ['services alone', [services]],
  ['one request with spans of services alone', [complete, services]],
  ['one call that passes no proxy', [request(withoutPrice(byProxies))]],
  ['a missing span', [request((backend) => ['?', ...byProxies(backend).slice(2)])]],
  ['one proxy of two', [request((backend) => ['proxy of gateway', 'gateway', `proxy of ${backend}`, backend])]],
  ['one call that passes no waypoint', [request(withoutPrice(byWaypoint))]],
  ['one request by proxies and another by the waypoint', [complete, request(byWaypoint)]],
  ['a call that is missing', [{ paths: complete.paths.slice(1), strays: 0 }]],
  ['a call twice', [{ paths: [...complete.paths, byProxies('price')], strays: 0 }]],
  ['a span on none of the paths', [request(byProxies, 1)]],
])('the expectations fail with %s', (_what, requests) => {
  expect(allPassed(scenario.expectations({ requests, started: 0 }))).toBe(false);
});

it('the expectations fail if a proxy starts a trace', () => {
  expect(allPassed(scenario.expectations({ requests: [complete], started: 1 }))).toBe(false);
});

it('the control expectations pass if traces have spans of the services alone', () => {
  expect(allPassed(scenario.controlExpectations({ requests: [services, services], started: 0 }))).toBe(true);
  expect(allPassed(scenario.controlExpectations({ requests: [services, complete], started: 0 }))).toBe(false);
  expect(allPassed(scenario.controlExpectations({ requests: [], started: 0 }))).toBe(false);
});

it('the observation reads the trace of each request when all its spans have arrived', async () => {
  const parents: string[] = [];
  const load = async (_requests: number, options?: { headers: { traceparent: string } }) => {
    if (options) parents.push(options.headers.traceparent);
  };
  let reads = 0;
  const spans = async (): Promise<Span[]> => {
    reads += 1;
    // The first one is before the requests.
    return parents.flatMap((parent) => {
      const [, traceId = '', client = ''] = parent.split('-');
      const calls = BACKENDS.slice(0, reads - 1).map((service) => ({
        id: service,
        parentId: 'g',
        kind: 'Server' as const,
        service,
      }));
      const all = [{ id: 'g', parentId: client, kind: 'Server' as const, service: 'gateway' }, ...calls];
      return all.map((span) => Object.assign(span, { traceId, pod: span.service }));
    });
  };
  expect(await scenario.observe({ load, spans } as never, 3)).toEqual({
    requests: [services, services, services],
    started: 0,
  });
  expect(new Set(parents).size).toBe(3);
});

it('the observation counts the traces that proxies start meanwhile', async () => {
  const root = (id: string) =>
    ({ traceId: id, id, parentId: '', kind: 'Server', service: 'proxy', pod: 'gateway' }) as const;
  const counts = [[root('a')], [root('a'), root('b')], [root('a'), root('b')]];
  const traffic = { load: async () => undefined, spans: async () => counts.shift() ?? [] };
  expect(await scenario.observe(traffic as never, 0)).toMatchObject({ started: 1 });
});
