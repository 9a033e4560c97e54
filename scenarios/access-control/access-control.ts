import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { assertComplete, type Assertion } from '../../conformance/assertion.ts';
import type { CallResult } from '../../conformance/programs/call-price.ts';
import type { Scenario } from '../../conformance/scenario.ts';

interface Observed {
  /** A load of products, for which the gateway calls price. */
  readonly report: LoadReport;
  /** The result of the same call from a client in the mesh with another identity. */
  readonly stranger: CallResult;
}

export const scenario: Scenario<Observed> = {
  name: 'access-control',
  position: 40,
  description: 'Only the gateway may call price; any other client is refused, with or without an identity.',
  requests: 200,
  sample: 20,
  observe: async (traffic, requests) => {
    const [report, stranger] = await Promise.all([traffic.load(requests), traffic.callPrice()]);
    return { report, stranger };
  },
  expectations: ({ report, stranger }) => [
    assertComplete(report),
    assertEnded('another client in the mesh is refused', stranger, 'PERMISSION_DENIED'),
  ],
  controlExpectations: ({ stranger }) => [assertEnded('another client in the mesh gets a price, too', stranger, 'OK')],
};

const assertEnded = (expected: string, { status, details }: CallResult, expectedStatus: string): Assertion => ({
  expected,
  observed: [status, details].filter(Boolean).join(', '),
  passed: status === expectedStatus,
});
