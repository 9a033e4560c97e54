import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { shareOfVersion } from '../../conformance/calls.ts';
import { claimOnlyVersion } from '../../conformance/claim-only-version.ts';
import { claimShare, claimWhole, type Claim } from '../../conformance/claim.ts';
import type { Scenario } from '../../conformance/scenario.ts';

interface Observed {
  readonly testers: LoadReport;
  readonly others: LoadReport;
}

export const scenario: Scenario<Observed> = {
  name: 'header-routing',
  position: 60,
  lesson: "Whoever sends x-tester sees price's second version, and nobody else does.",
  pods: { 'price-v2': 1 },
  requests: 400,
  sample: 40,
  observe: async (traffic, requests) => {
    const [testers, others] = await Promise.all([
      traffic.load(requests / 2, { headers: { 'x-tester': 'alice' } }),
      traffic.load(requests / 2),
    ]);
    return { testers, others };
  },
  verdict: ({ testers, others }) => [
    claimWhole(testers),
    claimWhole(others),
    claimOnlyVersion('testers see only v2', testers, 'price', 'v2'),
    claimOnlyVersion('others see only v1', others, 'price', 'v1'),
  ],
  opposite: ({ testers, others }) => [
    claimSome('testers see v1, too', testers, 'v1'),
    claimSome('others see v2, too', others, 'v2'),
  ],
};

const claimSome = (claim: string, report: LoadReport, version: string): Claim =>
  claimShare(claim, shareOfVersion(report, 'price', version), ({ from }) => from > 0);
