import { expect, it } from 'vitest';

import { callPathsOf } from './call-paths.ts';
import type { Span } from '../../conformance/collected-spans.ts';

const CLIENT = 'c0';

const span = (id: string, parentId: string, kind: Span['kind'], service: string, pod = `${service}-a`): Span => {
  return { traceId: 't', id, parentId, kind, service, pod };
};
const REQUEST = span('1', CLIENT, 'Server', 'gateway');
const CALL = span('2', '1', 'Client', 'gateway');

it('a path leads from the client through services and proxies to the backend', () => {
  const spans = [
    span('6', '5', 'Server', 'price'),
    span('5', '4', 'Server', 'proxy', 'price-a'),
    span('4', '2', 'Client', 'proxy', 'gateway-a'),
    CALL,
    REQUEST,
  ];
  const path = ['gateway', 'proxy of gateway', 'proxy of price', 'price'];
  expect(callPathsOf(spans, CLIENT)).toEqual({ paths: [path], strays: 0 });
});

it('a waypoint is on the path of each service that is called through it', () => {
  const spans = [
    span('1', CLIENT, 'Server', 'waypoint'),
    span('2', '1', 'Server', 'gateway'),
    span('3', '2', 'Client', 'gateway'),
    span('4', '3', 'Server', 'waypoint'),
    span('5', '4', 'Server', 'price'),
  ];
  expect(callPathsOf(spans, CLIENT)).toEqual({ paths: [['waypoint', 'gateway', 'waypoint', 'price']], strays: 0 });
});

it('each backend has a path, and spans on none of them are counted', () => {
  const others = [
    span('3', '2', 'Server', 'price'),
    span('8', '7', 'Client', 'gateway'),
    span('9', '8', 'Server', 'reviews'),
  ];
  const { paths, strays } = callPathsOf(
    [REQUEST, CALL, span('7', '1', 'Client', 'proxy', 'gateway-a'), ...others, span('10', '1', 'Client', 'gateway')],
    CLIENT,
  );
  expect(paths).toEqual([
    ['gateway', 'price'],
    ['gateway', 'proxy of gateway', 'gateway', 'reviews'],
  ]);
  expect(strays).toBe(1);
});

it.each([
  ['with a missing parent', [REQUEST, span('3', '2', 'Server', 'price')], ['?', 'price']],
  ['without a parent', [REQUEST, span('3', '', 'Server', 'price')], ['?', 'price']],
])('the path of a span %s begins with a question mark', (_what, spans, path) => {
  expect(callPathsOf(spans, CLIENT)).toEqual({ paths: [path], strays: 1 });
});
