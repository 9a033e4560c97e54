import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { claimWhole } from '../../conformance/claim.ts';
import type { Scenario } from '../../conformance/scenario.ts';

/** How a proxy refuses a call; one that went out and met nobody would have lasted until its deadline. */
const REFUSALS = ['UNAVAILABLE', 'FAILED_PRECONDITION', 'PERMISSION_DENIED'];

export const scenario: Scenario<LoadReport> = {
  name: 'egress-control',
  position: 150,
  lesson:
    'Only listed hosts outside the cluster can be called: reviews, which runs there, is refused until it is listed.',
  // Those that answer are outside.
  pods: { 'reviews-v1': 0 },
  requests: 200,
  sample: 20,
  observe: (traffic, requests) => traffic.load(requests),
  verdict: (report) => [claimWhole(report)],
  opposite: ({ requests, statuses, degraded, instances }) => {
    const endings = instances.filter(({ service }) => service === 'reviews').map((instance) => instance.statuses);
    const refused = endings.flatMap((ending) => REFUSALS.map((status) => ending[status] ?? 0));
    return [
      {
        claim: 'every product is there, without its reviews',
        seen: `of ${requests} requests ${statuses[200] ?? 0} × 200, ${degraded} degraded`,
        holds: requests > 0 && statuses[200] === requests && degraded === requests,
      },
      {
        claim: 'every call for reviews is refused',
        seen: JSON.stringify(endings),
        holds: refused.reduce((sum, calls) => sum + calls, 0) === requests,
      },
    ];
  },
};
