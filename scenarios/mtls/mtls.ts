import * as v from 'valibot';

import type { HttpResult } from '../../libs/testbed/src/cluster/client-pod.ts';
import type { BackendName } from '#configuration';
import type { Traffic } from '../../conformance/traffic.ts';
import type { Assertion } from '../../conformance/assertion.ts';
import type { Scenario } from '../../conformance/scenario.ts';

interface Observed {
  /** The namespace of the five services, which is part of their identities. */
  readonly namespace: string;
  /** A product with its hops. */
  readonly product: HttpResult;
  /** The results of requests in plaintext to the HTTP port of each backend, and of calls to its gRPC port. */
  readonly plaintext: readonly PlaintextResult[];
}

/** The identity of the gateway in the notation of Istio, with sidecars or ambient, and in that of Linkerd. */
const identitiesOf = (namespace: string): readonly (string | null)[] => [
  `spiffe://cluster.local/ns/${namespace}/sa/gateway`,
  `gateway.${namespace}.serviceaccount.identity.linkerd.cluster.local`,
];

/** A request in plaintext to one port. */
interface PlaintextResult {
  /** Such as price's HTTP port. */
  readonly port: string;
  readonly outcome: 'refused' | 'served' | 'neither';
  readonly observed: string;
}

/** A path on the HTTP port of each backend. No probe uses it: Linkerd admits probes without an identity. */
const PATHS: Readonly<Record<BackendName, string>> = {
  'base-product': '/metrics',
  inventory: '/productInventory/9310301',
  price: '/productPrice/9310301',
  reviews: '/productReviews/9310301',
};

/**
 * The errors of a connection that a proxy resets, or ends before the SETTINGS frame of HTTP/2 as ztunnel does. A closed port or an
 * unknown name gives other errors.
 */
const RESETS = new Set(['ECONNRESET', 'UND_ERR_SOCKET']);
const RESET_DETAILS = /ECONNRESET|Connection dropped|socket hang up|Last error: Failed to connect \(/;

export const scenario: Scenario<Observed> = {
  name: 'mtls',
  position: 30,
  description: 'Every backend gets the identity of its caller from the certificate, and refuses a caller without one.',
  requests: 2,
  sample: 2,
  observe: async (traffic) => ({
    namespace: traffic.namespace,
    product: await traffic.get('/product/9310301?view=hops'),
    plaintext: await Promise.all(
      Object.entries(PATHS).flatMap(([backend, path]) => [
        overHttp(traffic, backend as BackendName, path),
        overGrpc(traffic, backend as BackendName),
      ]),
    ),
  }),
  expectations: ({ namespace, product, plaintext }) => [
    assertIdentities(product, identitiesOf(namespace)),
    assertPlaintext('every port of every backend refuses plaintext', plaintext, 'refused'),
  ],
  controlExpectations: ({ plaintext }) => [
    assertPlaintext('every port of every backend serves plaintext', plaintext, 'served'),
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

async function overHttp(traffic: Traffic, backend: BackendName, path: string): Promise<PlaintextResult> {
  const result = await traffic.getFromOutside(backend, path);
  const isRefused = 'error' in result ? RESETS.has(result.error) : result.status === 403;
  const isServed = 'status' in result && result.status === 200;
  return { port: `${backend} HTTP`, outcome: outcomeOf(isRefused, isServed), observed: describe(result) };
}

/** Istio resets or ends the connection, which grpc-js reports as UNAVAILABLE; Linkerd responds PERMISSION_DENIED. */
async function overGrpc(traffic: Traffic, backend: BackendName): Promise<PlaintextResult> {
  const { status, details } = await traffic.checkFromOutside(backend);
  const isReset = status === 'UNAVAILABLE' && RESET_DETAILS.test(details);
  const outcome = outcomeOf(isReset || status === 'PERMISSION_DENIED', status === 'OK');
  return { port: `${backend} gRPC`, outcome, observed: [status, details].filter(Boolean).join(', ') };
}

const outcomeOf = (isRefused: boolean, isServed: boolean): PlaintextResult['outcome'] => {
  if (isRefused) return 'refused';
  return isServed ? 'served' : 'neither';
};

function assertPlaintext(
  expected: string,
  results: readonly PlaintextResult[],
  outcome: PlaintextResult['outcome'],
): Assertion {
  const others = results.filter((result) => result.outcome !== outcome);
  const observed = `${results.length - others.length} of ${results.length} ports`;
  const exceptions = others.map((result) => `; ${result.port}: ${result.observed}`).join('');
  return { expected, observed: observed + exceptions, passed: results.length > 0 && others.length === 0 };
}
