import { expect, it } from 'vitest';

import type { HttpResult } from '../../libs/testbed/src/cluster/client-pod.ts';
import { allPassed } from '../../conformance/assertion.ts';
import { scenario } from './mtls.ts';

const SPIFFE = 'spiffe://cluster.local/ns/product-gateway/sa/gateway';
const LINKERD = 'gateway.product-gateway.serviceaccount.identity.linkerd.cluster.local';

const product = (...peers: (string | null)[]): HttpResult => ({
  status: 200,
  body: JSON.stringify({ hops: peers.map((peer) => ({ peer })) }),
});
const namespace = 'product-gateway';
type Port = Parameters<typeof scenario.expectations>[0]['plaintext'][number];
const port = (outcome: Port['outcome']): Port => ({ port: 'price HTTP', outcome, observed: 'so' });
const REFUSED = [port('refused'), port('refused')];
const SERVED = [port('served'), port('served')];

it.each([
  ['Istio', SPIFFE],
  ['Linkerd', LINKERD],
])('the expectations pass if on %s all four peers are the gateway and plaintext is refused', (_mesh, peer) => {
  const observed = { namespace, product: product(peer, peer, peer, peer), plaintext: REFUSED };
  expect(allPassed(scenario.expectations(observed))).toBe(true);
});

it.each([
  ['one port that serves plaintext', product(SPIFFE, SPIFFE, SPIFFE, SPIFFE), [port('refused'), port('served')]],
  ['plaintext that fails otherwise', product(SPIFFE, SPIFFE, SPIFFE, SPIFFE), [port('refused'), port('neither')]],
  ['no port', product(SPIFFE, SPIFFE, SPIFFE, SPIFFE), []],
  ['a hop without an identity', product(SPIFFE, SPIFFE, null, SPIFFE), REFUSED],
  ['the identity of another service', product(SPIFFE, SPIFFE, SPIFFE.replace('/gateway', '/price'), SPIFFE), REFUSED],
  ['three hops', product(SPIFFE, SPIFFE, SPIFFE), REFUSED],
  ['no product', { status: 503, body: 'no JSON' }, REFUSED],
  ['no response', { error: 'ECONNRESET' }, REFUSED],
] satisfies [string, HttpResult, Port[]][])('the expectations fail with %s', (_what, result, plaintext) => {
  expect(allPassed(scenario.expectations({ namespace, product: result, plaintext }))).toBe(false);
});

it('the expectations fail with the identity in another namespace', () => {
  const observed = { namespace: 'other', product: product(SPIFFE, SPIFFE, SPIFFE, SPIFFE), plaintext: REFUSED };
  expect(allPassed(scenario.expectations(observed))).toBe(false);
});

it('the control expectations pass if every port serves plaintext', () => {
  const complete = product(SPIFFE, SPIFFE, SPIFFE, SPIFFE);
  expect(allPassed(scenario.controlExpectations({ namespace, product: complete, plaintext: SERVED }))).toBe(true);
  expect(allPassed(scenario.controlExpectations({ namespace, product: complete, plaintext: REFUSED }))).toBe(false);
});

const OK = { status: 'OK', details: '' };

it.each<[string, HttpResult, { status: string; details: string }, Port['outcome'][]]>([
  [
    'resets of Istio',
    { error: 'ECONNRESET' },
    { status: 'UNAVAILABLE', details: 'read ECONNRESET' },
    ['refused', 'refused'],
  ],
  [
    'connections that ztunnel ends',
    { error: 'UND_ERR_SOCKET' },
    {
      status: 'UNAVAILABLE',
      details: 'No connection established. Last error: Failed to connect (2026-11-26T20:25:37Z)',
    },
    ['refused', 'refused'],
  ],
  [
    'refusals of Linkerd',
    { status: 403, body: '' },
    { status: 'PERMISSION_DENIED', details: '' },
    ['refused', 'refused'],
  ],
  ['responses', { status: 200, body: '' }, OK, ['served', 'served']],
  [
    'closed ports',
    { error: 'ECONNREFUSED' },
    { status: 'UNAVAILABLE', details: 'connect ECONNREFUSED' },
    ['neither', 'neither'],
  ],
  [
    'wrong names',
    { error: 'ENOTFOUND' },
    { status: 'UNAVAILABLE', details: 'Name resolution failed' },
    ['neither', 'neither'],
  ],
])('the observation tries both ports of every backend in plaintext: %s', async (_what, http, grpc, outcomes) => {
  const get = async () => product(SPIFFE);
  const traffic = { namespace, get, getFromOutside: async () => http, checkFromOutside: async () => grpc };
  const { plaintext } = await scenario.observe(traffic as never, 1);
  expect(plaintext.map(({ outcome }) => outcome)).toEqual([1, 2, 3, 4].flatMap(() => outcomes));
  expect(plaintext.map((result) => result.port)).toContain('reviews gRPC');
});
