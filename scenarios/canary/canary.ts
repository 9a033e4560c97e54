import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { shareOfVersion } from '../../conformance/calls.ts';
import { claimShare, claimWhole } from '../../conformance/claim.ts';
import type { Scenario } from '../../conformance/scenario.ts';

const WEIGHT = 0.1;

export const scenario: Scenario<LoadReport> = {
  name: 'canary',
  position: 50,
  lesson: "One call in ten goes to price's second version, whatever the number of its pods.",
  pods: { 'price-v2': 1 },
  requests: 1000,
  sample: 150,
  observe: (traffic, requests) => traffic.load(requests),
  verdict: (report) => [
    claimWhole(report),
    claimShare(
      'v2 answers 10 % of the calls of price',
      shareOfVersion(report, 'price', 'v2'),
      ({ from, to }) => from <= WEIGHT && WEIGHT <= to,
    ),
  ],
  opposite: (report) => [
    claimShare('v2 answers more than 10 %', shareOfVersion(report, 'price', 'v2'), ({ from }) => from > WEIGHT),
  ],
};
