import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { claimShare, claimWhole } from '../../conformance/claim.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { attemptsBetween, totalOf } from '../../conformance/traffic.ts';

interface Observed {
  readonly report: LoadReport;
  /** RPCs that reached price meanwhile. */
  readonly reached: number;
}

const BROKEN = 0.2;

export const scenario: Scenario<Observed> = {
  name: 'fault-injection',
  position: 130,
  lesson: 'The mesh breaks one call to price in five, and the page does without the price.',
  pods: {},
  requests: 500,
  sample: 50,
  observe: async (traffic, requests) => {
    const before = await traffic.attempts('price');
    const report = await traffic.load(requests);
    const attempts = attemptsBetween(before, await traffic.attempts('price'));
    return { report, reached: totalOf(attempts) };
  },
  verdict: ({ report: { requests, statuses, degraded }, reached }) => [
    { claim: 'every request is answered', seen: `${statuses[200]} of ${requests}`, holds: statuses[200] === requests },
    claimShare(
      '20 % of the products lack their price',
      [degraded, requests],
      ({ from, to }) => from <= BROKEN && BROKEN <= to,
    ),
    { claim: 'price itself gets only the other calls', seen: `${reached}`, holds: reached === requests - degraded },
  ],
  opposite: ({ report }) => [claimWhole(report)],
};
