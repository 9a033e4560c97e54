import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { shareOfVersion } from '../../conformance/call-counts.ts';
import { above, assertComplete, assertShare, contains } from '../../conformance/assertion.ts';
import type { Scenario } from '../../conformance/scenario.ts';

const WEIGHT = 0.1;

export const scenario: Scenario<LoadReport> = {
  name: 'canary',
  position: 50,
  description: 'One call in ten goes to version 2 of price, whatever the number of its pods.',
  pods: { 'price-v2': 1 },
  requests: 1000,
  sample: 150,
  observe: (traffic, requests) => traffic.load(requests),
  expectations: (report) => [
    assertComplete(report),
    assertShare('v2 serves 10 % of the calls to price', shareOfVersion(report, 'price', 'v2'), contains(WEIGHT)),
  ],
  controlExpectations: (report) => [
    assertShare('v2 serves more than 10 %', shareOfVersion(report, 'price', 'v2'), above(WEIGHT)),
  ],
};
