import { describe, expect, it } from 'vitest';

import { httpHeaders } from '../header-lookup.ts';
import { peerIdentity } from './peer-identity.ts';

const identity = (headers: Record<string, string>) => peerIdentity(httpHeaders(headers));

const HASH = 'Hash=8d5a4ac3e2b4d1f0a6c7e8b9d0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3';
const GATEWAY = 'spiffe://cluster.local/ns/demo/sa/gateway';
const INGRESS = 'spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account';
const PRICE = 'By=spiffe://cluster.local/ns/demo/sa/price';
const LINKERD = 'gateway.demo.serviceaccount.identity.linkerd.cluster.local';

describe('the identity of a peer', () => {
  it.each([
    ['of a sidecar of Istio', `${PRICE};${HASH};Subject="";URI=${GATEWAY}`, GATEWAY],
    ['without a subject', `${PRICE};${HASH};URI=${GATEWAY}`, GATEWAY],
    ['of the last proxy of several', `${PRICE};${HASH};URI=${INGRESS},${PRICE};${HASH};URI=${GATEWAY}`, GATEWAY],
    ['beside a subject full of separators', `${HASH};Subject="CN=a,O=\\"b;URI=x\\",C=d";URI=${GATEWAY}`, GATEWAY],
    ['in quotes', `${PRICE};URI="${GATEWAY}";DNS=gateway.demo`, GATEWAY],
    ['of a certificate without a URI', `${PRICE};${HASH};DNS=gateway.demo`, null],
    ['of nobody', '', null],
  ])('%s is read from x-forwarded-client-cert', (_whose, header, expected) => {
    expect(identity({ 'x-forwarded-client-cert': header })).toBe(expected);
  });

  it("is Linkerd's l5d-client-id", () => {
    expect(identity({ 'l5d-client-id': LINKERD })).toBe(LINKERD);
  });

  it('is null without a mesh, and with a header without an identity', () => {
    expect(identity({})).toBe(null);
    expect(identity({ 'l5d-client-id': 'two words' })).toBe(null);
    expect(identity({ 'l5d-client-id': 'x'.repeat(513) })).toBe(null);
  });

  it('is read in linear time, whatever the header is', () => {
    expect(identity({ 'x-forwarded-client-cert': `Subject="${'\\"'.repeat(8000)}` })).toBe(null);
    expect(identity({ 'x-forwarded-client-cert': `URI=${'"'.repeat(16_000)}` })).toBe(null);
  });
});
