import { expect, it } from 'vitest';

import { callGraph } from './call-graph.ts';

const POD = 'base-product-75f8c9ddbd-ktxzf';
const self = { service: 'gateway' as const, version: 'v1', instance: 'gateway-1', attempt: 1, peer: null };
const hop = {
  service: 'base-product',
  version: 'v1',
  instance: POD,
  attempt: 1,
  status: 'OK',
  durationMs: 1,
  fault: undefined,
};

it.each([
  ['Istio', 'spiffe://cluster.local/ns/product-gateway/sa/gateway'],
  ['Linkerd', 'gateway.product-gateway.serviceaccount.identity.linkerd.cluster.local'],
])('shows behind a whole pod name who called, as %s names it', (_mesh, peer) => {
  const graph = callGraph({ gateway: self, hops: [{ ...hop, peer }] });
  expect(graph?.rows[0]?.origin).toMatch(new RegExp(`^${POD} ← gateway\\.p.*…$`));
  expect(graph?.rows[0]?.sentence).toContain(`asked by ${peer}.`);
});
