import { expect, it } from 'vitest';

import type { Answer } from '../../libs/testbed/src/cluster/client.ts';
import { allHold } from '../../conformance/claim.ts';
import { scenario } from './mtls.ts';

const SPIFFE = 'spiffe://cluster.local/ns/product-gateway/sa/gateway';
const LINKERD = 'gateway.product-gateway.serviceaccount.identity.linkerd.cluster.local';

const product = (...peers: (string | null)[]): Answer => ({
  status: 200,
  body: JSON.stringify({ hops: peers.map((peer) => ({ peer })) }),
});
const RESET = { error: 'ECONNRESET' };
const ANSWERED = { status: 200, body: '40' };

it.each([
  ['Istio', SPIFFE, RESET],
  ['Linkerd', LINKERD, { status: 403, body: '' }],
])('on %s all four know the gateway, and plaintext is refused', (_mesh, peer, plaintext) => {
  expect(allHold(scenario.verdict({ product: product(peer, peer, peer, peer), plaintext }))).toBe(true);
});

it.each([
  ['an answer to plaintext', product(SPIFFE, SPIFFE, SPIFFE, SPIFFE), ANSWERED],
  ['plaintext that meets nobody', product(SPIFFE, SPIFFE, SPIFFE, SPIFFE), { error: 'ECONNREFUSED' }],
  ['a wrong name', product(SPIFFE, SPIFFE, SPIFFE, SPIFFE), { error: 'ENOTFOUND' }],
  ['plaintext that fails otherwise', product(SPIFFE, SPIFFE, SPIFFE, SPIFFE), { status: 503, body: '' }],
  ['a hop without an identity', product(SPIFFE, SPIFFE, null, SPIFFE), RESET],
  ["somebody else's identity", product(SPIFFE, SPIFFE, SPIFFE.replace('/gateway', '/price'), SPIFFE), RESET],
  ['three hops', product(SPIFFE, SPIFFE, SPIFFE), RESET],
  ['no product', { status: 503, body: 'no JSON' }, RESET],
  ['no answer', { error: 'ECONNRESET' }, RESET],
] satisfies [string, Answer, Answer][])('the verdict fails with %s', (_what, answer, plaintext) => {
  expect(allHold(scenario.verdict({ product: answer, plaintext }))).toBe(false);
});

it('without the rule plaintext is answered', () => {
  const whole = product(SPIFFE, SPIFFE, SPIFFE, SPIFFE);
  expect(allHold(scenario.opposite({ product: whole, plaintext: ANSWERED }))).toBe(true);
  expect(allHold(scenario.opposite({ product: whole, plaintext: RESET }))).toBe(false);
});
