import * as v from 'valibot';

import type { HttpResult } from '../../libs/testbed/src/cluster/client-pod.ts';
import type { Assertion } from '../../conformance/assertion.ts';
import type { Scenario } from '../../conformance/scenario.ts';

interface Observed {
  /** The namespace of the five services, which is part of their identities. */
  readonly namespace: string;
  /** A product with its hops. */
  readonly product: HttpResult;
  /** The result of a request in plaintext. */
  readonly plaintext: HttpResult;
}

/** The identity of the gateway in the notation of Istio and in that of Linkerd. */
const identitiesOf = (namespace: string): readonly (string | null)[] => [
  `spiffe://cluster.local/ns/${namespace}/sa/gateway`,
  `gateway.${namespace}.serviceaccount.identity.linkerd.cluster.local`,
];

/** The errors of a connection that a proxy resets. A closed port or an unknown name gives other errors. */
const RESETS = new Set(['ECONNRESET', 'UND_ERR_SOCKET']);

export const scenario: Scenario<Observed> = {
  name: 'mtls',
  position: 30,
  description: 'Every backend gets the identity of its caller from the certificate, and refuses a caller without one.',
  requests: 2,
  sample: 2,
  observe: async (traffic) => ({
    namespace: traffic.namespace,
    product: await traffic.get('/product/9310301?view=hops'),
    plaintext: await traffic.getFromOutside('price', '/productPrice/9310301'),
  }),
  expectations: ({ namespace, product, plaintext }) => [
    assertIdentities(product, identitiesOf(namespace)),
    {
      expected: 'a request in plaintext is refused',
      observed: describe(plaintext),
      passed: 'error' in plaintext ? RESETS.has(plaintext.error) : plaintext.status === 403,
    },
  ],
  controlExpectations: ({ plaintext }) => [
    {
      expected: 'a request in plaintext is served',
      observed: describe(plaintext),
      passed: 'status' in plaintext && plaintext.status === 200,
    },
  ],
};

const Hops = v.pipe(v.string(), v.parseJson(), v.object({ hops: v.array(v.object({ peer: v.nullable(v.string()) })) }));

function assertIdentities(product: HttpResult, identities: readonly (string | null)[]): Assertion {
  const { success, output } = v.safeParse(Hops, 'body' in product ? product.body : undefined);
  const peers = success ? output.hops.map(({ peer }) => peer) : [];
  return {
    expected: 'on all four hops the peer is the identity of the gateway',
    observed: [...new Set(peers)].join(', ') || describe(product),
    passed: peers.length === 4 && peers.every((peer) => identities.includes(peer)),
  };
}

const describe = (result: HttpResult): string => ('error' in result ? result.error : `status ${result.status}`);
