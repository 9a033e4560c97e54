import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { claimWhole, type Claim } from '../../conformance/claim.ts';
import type { Ended } from '../../conformance/programs/call-price.ts';
import type { Scenario } from '../../conformance/scenario.ts';

interface Observed {
  /** Of products, for which the gateway calls price. */
  readonly report: LoadReport;
  /** How the same call of somebody else ended, whose identity is good as well. */
  readonly stranger: Ended;
}

export const scenario: Scenario<Observed> = {
  name: 'access-control',
  position: 40,
  lesson: 'The gateway alone may ask for a price, and everybody else is refused, identity or not.',
  pods: {},
  requests: 200,
  sample: 20,
  observe: async (traffic, requests) => {
    const [report, stranger] = await Promise.all([traffic.load(requests), traffic.callPrice()]);
    return { report, stranger };
  },
  verdict: ({ report, stranger }) => [
    claimWhole(report),
    claimEnded('somebody else is refused a price', stranger, 'PERMISSION_DENIED'),
  ],
  opposite: ({ stranger }) => [claimEnded('somebody else gets a price, too', stranger, 'OK')],
};

const claimEnded = (claim: string, { status, details }: Ended, expected: string): Claim => ({
  claim,
  seen: [status, details].filter(Boolean).join(', '),
  holds: status === expected,
});
