import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { shareOfVersion, sumOfLoads, type SumOfLoads } from '../../conformance/call-counts.ts';
import { above, assertComplete, type Assertion, assertOnlyVersion, assertShare } from '../../conformance/assertion.ts';
import type { Scenario } from '../../conformance/scenario.ts';

interface Observed {
  /** Two loads with different values of the header. */
  readonly testers: SumOfLoads;
  readonly others: LoadReport;
}

export const scenario: Scenario<Observed> = {
  name: 'header-routing',
  position: 60,
  description: 'Requests with the header x-tester get version 2 of price, and no others do.',
  pods: { 'price-v2': 1 },
  requests: 400,
  sample: 40,
  observe: async (traffic, requests) => {
    const [alice, bob, others] = await Promise.all([
      traffic.load(requests / 4, { headers: { 'x-tester': 'alice' }, requestsPerSecond: 25 }),
      traffic.load(requests / 4, { headers: { 'x-tester': 'bob' }, requestsPerSecond: 25 }),
      traffic.load(requests / 2, { requestsPerSecond: 50 }),
    ]);
    return { testers: sumOfLoads([alice, bob]), others };
  },
  expectations: ({ testers, others }) => [
    assertComplete(testers),
    assertComplete(others),
    assertOnlyVersion('requests with the header get only v2', testers, 'price', 'v2'),
    assertOnlyVersion('requests without it get only v1', others, 'price', 'v1'),
  ],
  controlExpectations: ({ testers, others }) => [
    assertSome('requests with the header get v1, too', testers, 'v1'),
    assertSome('requests without it get v2, too', others, 'v2'),
  ],
};

const assertSome = (expected: string, report: SumOfLoads, version: string): Assertion =>
  assertShare(expected, shareOfVersion(report, 'price', version), above(0));
