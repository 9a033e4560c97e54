import * as v from 'valibot';

import type { Answer } from '../../libs/testbed/src/cluster/client.ts';
import { NAMESPACE } from '../../libs/testbed/src/cluster/cluster.ts';
import type { Claim } from '../../conformance/claim.ts';
import type { Scenario } from '../../conformance/scenario.ts';

interface Observed {
  /** The product, with its hops. */
  readonly product: Answer;
  /** Of a call in plaintext. */
  readonly plaintext: Answer;
}

/** The gateway's, as Istio and as Linkerd name it. */
const IDENTITIES = new Set([
  `spiffe://cluster.local/ns/${NAMESPACE}/sa/gateway`,
  `gateway.${NAMESPACE}.serviceaccount.identity.linkerd.cluster.local`,
]);

/** How a proxy ends a connection that it does not want; a port where nobody listens, or a wrong name, ends otherwise. */
const CUT = new Set(['ECONNRESET', 'UND_ERR_SOCKET']);

export const scenario: Scenario<Observed> = {
  name: 'mtls',
  position: 30,
  lesson: 'Every backend knows by its certificate who calls, and refuses who has none.',
  pods: {},
  requests: 2,
  sample: 2,
  observe: async (traffic) => ({
    product: await traffic.ask('/product/9310301?view=hops'),
    plaintext: await traffic.askFromOutside('price', '/productPrice/9310301'),
  }),
  verdict: ({ product, plaintext }) => [
    claimIdentities(product),
    {
      claim: 'a call in plaintext is refused',
      seen: describe(plaintext),
      holds: 'error' in plaintext ? CUT.has(plaintext.error) : plaintext.status === 403,
    },
  ],
  opposite: ({ plaintext }) => [
    {
      claim: 'a call in plaintext is answered',
      seen: describe(plaintext),
      holds: 'status' in plaintext && plaintext.status === 200,
    },
  ],
};

const Hops = v.pipe(v.string(), v.parseJson(), v.object({ hops: v.array(v.object({ peer: v.nullable(v.string()) })) }));

function claimIdentities(product: Answer): Claim {
  const { success, output } = v.safeParse(Hops, 'body' in product ? product.body : undefined);
  const peers = success ? output.hops.map(({ peer }) => peer) : [];
  return {
    claim: 'on all four hops the caller is the gateway, by its identity',
    seen: [...new Set(peers)].join(', ') || describe(product),
    holds: peers.length === 4 && peers.every((peer) => peer !== null && IDENTITIES.has(peer)),
  };
}

const describe = (answer: Answer): string => ('error' in answer ? answer.error : `status ${answer.status}`);
