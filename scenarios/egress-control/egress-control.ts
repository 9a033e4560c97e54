import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { assertComplete } from '../../conformance/assertion.ts';
import type { Scenario } from '../../conformance/scenario.ts';

/** The statuses of a proxy's refusal. A call to a host that does not respond would end with DEADLINE_EXCEEDED instead. */
const REFUSALS = ['UNAVAILABLE', 'FAILED_PRECONDITION', 'PERMISSION_DENIED'];

export const scenario: Scenario<LoadReport> = {
  name: 'egress-control',
  position: 150,
  description:
    'Only listed hosts outside the cluster can be called: reviews, which runs there, is refused until it is listed.',
  // The reviews service runs outside the cluster.
  pods: { 'reviews-v1': 0 },
  requests: 200,
  sample: 20,
  observe: (traffic, requests) => traffic.load(requests),
  expectations: (report) => [assertComplete(report)],
  controlExpectations: ({ requests, statuses, degraded, instances }) => {
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
