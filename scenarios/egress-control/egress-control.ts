import type { HttpResult } from '../../libs/testbed/src/cluster/client-pod.ts';
import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { assertComplete } from '../../conformance/assertion.ts';
import type { Scenario } from '../../conformance/scenario.ts';

/** The statuses of a proxy's refusal. A call to a host that does not respond would end with DEADLINE_EXCEEDED instead. */
const REFUSALS = ['UNAVAILABLE', 'FAILED_PRECONDITION', 'PERMISSION_DENIED'];

/** An address for documentation (RFC 5737), at which nothing responds. */
const UNLISTED = 'http://192.0.2.1/';
/**
 * Whether a proxy refused a request to a host that it must not call: Linkerd's responds 403, and Envoy 502. For a host that does
 * not respond Envoy has 503, and Linkerd's proxy 502.
 */
const isRefusal = (result: HttpResult): boolean =>
  'status' in result && (result.status === 403 || (result.status === 502 && result.server === 'envoy'));

interface Observed {
  readonly report: LoadReport;
  /** The result of a request from the gateway to another host outside. */
  readonly unlisted: HttpResult;
}

export const scenario: Scenario<Observed> = {
  name: 'egress-control',
  position: 150,
  description:
    'Only listed hosts outside the cluster can be called: reviews, which runs there, is refused until it is listed.',
  // The reviews service runs outside the cluster.
  pods: { 'reviews-v1': 0 },
  requests: 200,
  sample: 20,
  observe: async (traffic, requests) => ({
    report: await traffic.load(requests),
    unlisted: await traffic.getFromGateway(UNLISTED),
  }),
  expectations: ({ report, unlisted }) => [
    assertComplete(report),
    {
      expected: 'the proxy refuses a request to a host that is not listed',
      observed: 'error' in unlisted ? unlisted.error : `status ${unlisted.status}`,
      passed: isRefusal(unlisted),
    },
  ],
  controlExpectations: ({ report: { requests, statuses, degraded, instances } }) => {
    const endings = instances.filter(({ service }) => service === 'reviews').map((instance) => instance.statuses);
    const refused = endings.flatMap((ending) => REFUSALS.map((status) => ending[status] ?? 0));
    return [
      {
        expected: 'every product is served without its reviews',
        observed: `of ${requests} requests ${statuses[200] ?? 0} × 200, ${degraded} degraded`,
        passed: requests > 0 && statuses[200] === requests && degraded === requests,
      },
      {
        expected: 'every call to reviews is refused',
        observed: JSON.stringify(endings),
        passed: refused.reduce((sum, calls) => sum + calls, 0) === requests,
      },
    ];
  },
};
