import { describe, expect, it } from 'vitest';

import { callGraph } from './hops.page.ts';

const gateway = { service: 'gateway' as const, version: 'v1', instance: 'gateway-1', attempt: 1, peer: null };
const hop = {
  service: 'base-product',
  version: 'v1',
  instance: 'base-product-75f8c9ddbd-ktxzf',
  attempt: 1,
  peer: null,
  status: 'OK',
  durationMs: 1.25,
  fault: undefined,
};

describe('the call graph', () => {
  it.each([
    ['Istio', 'spiffe://cluster.local/ns/product-gateway/sa/gateway'],
    ['Linkerd', 'gateway.product-gateway.serviceaccount.identity.linkerd.cluster.local'],
  ])('has the whole pod name and the whole identity of the caller on %s', (_mesh, peer) => {
    const graph = callGraph({ gateway, hops: [{ ...hop, peer }] });
    expect(graph?.calls).toEqual([
      { outcome: 'ok', name: 'base-product v1', duration: '1.3 ms', result: 'OK', instance: hop.instance, peer },
    ]);
  });

  it('marks a call with an injected fault, and names its attempt and the fault', () => {
    const graph = callGraph({
      gateway,
      hops: [{ ...hop, status: 'UNAVAILABLE', attempt: 2, fault: 'base-product=UNAVAILABLE' }],
    });
    expect(graph?.calls[0]).toMatchObject({
      outcome: 'injected',
      result: 'UNAVAILABLE, attempt 2, injected base-product=UNAVAILABLE',
    });
  });

  it('marks a failed call that got no response', () => {
    const silent = { ...hop, version: null, instance: null, attempt: null, status: 'UNAVAILABLE' };
    expect(callGraph({ gateway, hops: [silent] })?.calls[0]).toMatchObject({
      outcome: 'failed',
      name: 'base-product',
      instance: null,
    });
  });

  it('is null where no call was made', () => {
    expect(callGraph({ gateway, hops: [] })).toBeNull();
  });
});
