import { setTimeout } from 'node:timers/promises';

import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { claimOnlyVersion } from '../../conformance/claim-only-version.ts';
import { claimShare, claimWhole } from '../../conformance/claim.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { totalOf, type Traffic } from '../../conformance/traffic.ts';

interface Observed {
  readonly report: LoadReport;
  /** RPCs that reached v2 meanwhile. */
  readonly copies: number;
}

/** Nobody waits for a copy to be answered, so that the last ones may come after the load has ended. */
const COPIES_WITHIN_MS = 5000;
const PAUSE_MS = 500;
/** Nor does anybody send one again that got lost. */
const NEARLY_ALL = 0.9;

export const scenario: Scenario<Observed> = {
  name: 'mirroring',
  position: 80,
  lesson: "price's second version gets copies of the calls, while users see the first.",
  pods: { 'price-v2': 1 },
  requests: 500,
  sample: 100,
  observe: async (traffic, requests) => {
    const before = await callsOfV2(traffic);
    const report = await traffic.load(requests);
    const end = performance.now() + COPIES_WITHIN_MS;
    let copies = (await callsOfV2(traffic)) - before;
    while (copies < requests && performance.now() < end) {
      await setTimeout(PAUSE_MS);
      copies = (await callsOfV2(traffic)) - before;
    }
    return { report, copies };
  },
  verdict: ({ report, copies }) => [
    claimWhole(report),
    claimOnlyVersion('users see only v1', report, 'price', 'v1'),
    claimShare(
      'v2 gets copies of more than nine in ten calls',
      [copies, report.requests],
      ({ from }) => from > NEARLY_ALL,
    ),
    { claim: 'and no other calls', seen: `${copies}`, holds: copies <= report.requests },
  ],
  opposite: ({ report, copies }) => [
    claimOnlyVersion('users see only v1', report, 'price', 'v1'),
    { claim: 'v2 counts no call', seen: `${copies}`, holds: copies === 0 },
  ],
};

const callsOfV2 = async (traffic: Traffic): Promise<number> => totalOf(await traffic.attempts('price', 'price-v2'));
