import { expect, it } from 'vitest';

import { callPathsOf } from './call-paths.ts';
import type { Span } from './collected-spans.ts';

const CLIENT = 'c0';

const span = (id: string, parentId: string, kind: string, service: string, pod = `${service}-a`): Span => {
  return { traceId: 't', id, parentId, kind, service, pod };
};
const REQUEST = span('1', CLIENT, 'Server', 'gateway');
const CALL = span('2', '1', 'Client', 'gateway');

it('goes from the client through services and proxies to the backend that serves', () => {
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

it('has a path for each backend, and knows the spans that are on none', () => {
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
  ['whose parent is missing', [REQUEST, span('3', '2', 'Server', 'price')], ['?', 'price']],
  ['that begins a trace of its own', [REQUEST, span('3', '', 'Server', 'price')], ['?', 'price']],
])('marks a path %s', (_what, spans, path) => {
  expect(callPathsOf(spans, CLIENT)).toEqual({ paths: [path], strays: 1 });
});
