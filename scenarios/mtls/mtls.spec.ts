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
const RESET = { error: 'ECONNRESET' };
const SERVED = { status: 200, body: '40' };

it.each([
  ['Istio', SPIFFE, RESET],
  ['Linkerd', LINKERD, { status: 403, body: '' }],
])(
  'the expectations pass if on %s all four peers are the gateway and plaintext is refused',
  (_mesh, peer, plaintext) => {
    expect(allPassed(scenario.expectations({ namespace, product: product(peer, peer, peer, peer), plaintext }))).toBe(
      true,
    );
  },
);

it.each([
  ['a response to plaintext', product(SPIFFE, SPIFFE, SPIFFE, SPIFFE), SERVED],
  ['plaintext to a closed port', product(SPIFFE, SPIFFE, SPIFFE, SPIFFE), { error: 'ECONNREFUSED' }],
  ['a wrong name', product(SPIFFE, SPIFFE, SPIFFE, SPIFFE), { error: 'ENOTFOUND' }],
  ['plaintext that fails otherwise', product(SPIFFE, SPIFFE, SPIFFE, SPIFFE), { status: 503, body: '' }],
  ['a hop without an identity', product(SPIFFE, SPIFFE, null, SPIFFE), RESET],
  ['the identity of another service', product(SPIFFE, SPIFFE, SPIFFE.replace('/gateway', '/price'), SPIFFE), RESET],
  ['three hops', product(SPIFFE, SPIFFE, SPIFFE), RESET],
  ['no product', { status: 503, body: 'no JSON' }, RESET],
  ['no response', { error: 'ECONNRESET' }, RESET],
] satisfies [string, HttpResult, HttpResult][])('the expectations fail with %s', (_what, result, plaintext) => {
  expect(allPassed(scenario.expectations({ namespace, product: result, plaintext }))).toBe(false);
});

it('the control expectations pass if plaintext is served', () => {
  const complete = product(SPIFFE, SPIFFE, SPIFFE, SPIFFE);
  expect(allPassed(scenario.controlExpectations({ namespace, product: complete, plaintext: SERVED }))).toBe(true);
  expect(allPassed(scenario.controlExpectations({ namespace, product: complete, plaintext: RESET }))).toBe(false);
});
