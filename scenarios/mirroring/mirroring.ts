import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { above, assertComplete, assertCount, assertOnlyVersion, assertShare } from '../../conformance/assertion.ts';
import { observeUntil } from '../../conformance/observe-until.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { totalOf, type Traffic } from '../../conformance/traffic.ts';

interface Observed {
  readonly report: LoadReport;
  /** The number of RPCs that reached v2 during the load. */
  readonly copies: number;
}

/** The proxy does not wait for the response to a copy, so the last ones may arrive after the load has ended. */
const COPIES_TIMEOUT_MS = 5000;
/** A lost copy is not sent again. */
const NEARLY_ALL = 0.9;

export const scenario: Scenario<Observed> = {
  name: 'mirroring',
  position: 80,
  description: 'Version 2 of price gets copies of the calls, while version 1 serves them.',
  pods: { 'price-v2': 1 },
  requests: 500,
  sample: 100,
  observe: async (traffic, requests) => {
    const before = await callsOfV2(traffic);
    const report = await traffic.load(requests);
    const copies = await observeUntil(
      async () => (await callsOfV2(traffic)) - before,
      (count) => count >= requests,
      { timeoutMs: COPIES_TIMEOUT_MS, intervalMs: 500, what: 'v2 has received a copy of each call' },
    );
    return { report, copies };
  },
  expectations: ({ report, copies }) => [
    assertComplete(report),
    assertOnlyVersion('only v1 serves calls', report, 'price', 'v1'),
    assertShare(
      'v2 gets copies of more than nine in ten calls',
      [Math.min(copies, report.requests), report.requests],
      above(NEARLY_ALL),
    ),
    assertCount('v2 gets no other calls', copies, copies <= report.requests),
  ],
  controlExpectations: ({ report, copies }) => [
    assertOnlyVersion('only v1 serves calls', report, 'price', 'v1'),
    assertCount('v2 counts no call', copies, copies === 0),
  ],
};

const callsOfV2 = async (traffic: Traffic): Promise<number> => totalOf(await traffic.attempts('price', 'price-v2'));
