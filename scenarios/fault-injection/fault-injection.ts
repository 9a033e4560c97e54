import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { assertComplete, assertCount, assertShare, contains } from '../../conformance/assertion.ts';
import { statusesOf } from '../../conformance/call-counts.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { attemptsBetween, totalOf } from '../../conformance/traffic.ts';

interface Observed {
  readonly report: LoadReport;
  /** The number of RPCs that reached price during the load. */
  readonly reached: number;
}

const BROKEN = 0.2;

const unavailable = (report: LoadReport): number => statusesOf(report, 'price')['UNAVAILABLE'] ?? 0;

export const scenario: Scenario<Observed> = {
  name: 'fault-injection',
  position: 130,
  description: 'The mesh fails one call to price in five, and those products come without their price.',
  requests: 500,
  sample: 50,
  observe: async (traffic, requests) => {
    const before = await traffic.attempts('price');
    const report = await traffic.load(requests);
    const attempts = attemptsBetween(before, await traffic.attempts('price'));
    return { report, reached: totalOf(attempts) };
  },
  expectations: ({ report, report: { requests, statuses, degraded }, reached }) => [
    {
      expected: 'every request gets status 200',
      observed: `${statuses[200]} of ${requests}`,
      passed: statuses[200] === requests,
    },
    assertShare('20 % of the products lack their price', [degraded, requests], contains(BROKEN)),
    assertCount('their calls end with UNAVAILABLE', unavailable(report), unavailable(report) === degraded),
    assertCount('only the other calls reach price', reached, reached === requests - degraded),
  ],
  controlExpectations: ({ report }) => [assertComplete(report)],
};
