import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { assertComplete, assertEnded } from '../../conformance/assertion.ts';
import type { CallResults } from '../../conformance/programs/call-result.ts';
import type { HttpResult } from '../../libs/testbed/src/cluster/client-pod.ts';
import type { Scenario } from '../../conformance/scenario.ts';

interface Observed {
  /** A load of products, for which the gateway calls price. */
  readonly report: LoadReport;
  /** The results of the same call from a client in the mesh with another identity. */
  readonly stranger: CallResults;
  /** The results of another method of price, from the gateway. */
  readonly otherMethod: CallResults;
  /** The result of a request to the HTTP port of price. */
  readonly http: HttpResult;
}

/**
 * Enough to reach every connection between two proxies of Istio, one for each of Envoy's workers: on connections of before the policy
 * Envoy admits calls until it has drained them, within 45 s.
 */
const CALLS = 10;
/** Istio refuses a call that no policy allows; Linkerd finds no route for it. */
const REFUSED_METHOD = ['PERMISSION_DENIED', 'NOT_FOUND', 'UNIMPLEMENTED'];

export const scenario: Scenario<Observed> = {
  name: 'access-control',
  position: 40,
  description: 'Only the gateway may call price; any other client is refused, with or without an identity.',
  requests: 200,
  sample: 20,
  observe: async (traffic, requests) => {
    const [report, stranger, otherMethod, http] = await Promise.all([
      traffic.load(requests),
      traffic.callPrice(CALLS),
      traffic.checkFromGateway('price', CALLS),
      traffic.get('/productPrice/9310301', 'price'),
    ]);
    return { report, stranger, otherMethod, http };
  },
  expectations: ({ report, stranger, otherMethod, http }) => [
    assertComplete(report),
    assertEnded('another client in the mesh is refused', stranger, ['PERMISSION_DENIED']),
    assertEnded('the gateway is refused any other method', otherMethod, REFUSED_METHOD),
    {
      expected: 'the HTTP port of price is open',
      observed: 'error' in http ? http.error : `status ${http.status}`,
      passed: 'status' in http && http.status === 200,
    },
  ],
  controlExpectations: ({ stranger, otherMethod }) => [
    assertEnded('another client in the mesh gets a price, too', stranger, ['OK']),
    assertEnded('the gateway may call any method', otherMethod, ['OK']),
  ],
};
