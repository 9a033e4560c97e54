import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { assertComplete, assertCount, assertShare, contains } from '../../conformance/assertion.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { type Attempts, attemptsBetween, totalOf } from '../../conformance/traffic.ts';

interface Observed {
  readonly report: LoadReport;
  /** The number of RPCs that reached price during the load, by attempt. */
  readonly attempts: Attempts;
}

const FAILING = 0.3;

export const scenario: Scenario<Observed> = {
  name: 'retries',
  position: 90,
  description: 'A backend that fails three in ten first attempts looks healthy, and its own counters show the retries.',
  requests: 500,
  sample: 50,
  observe: async (traffic, requests) => {
    const before = await traffic.attempts('price');
    const headers = { 'x-fault': `price=INTERNAL;first=1;percent=${100 * FAILING}` };
    const report = await traffic.load(requests, { headers });
    return { report, attempts: attemptsBetween(before, await traffic.attempts('price')) };
  },
  expectations: ({ report, attempts }) => {
    const { first, others } = split(attempts);
    return [
      assertComplete(report),
      assertCount('price counts a first attempt of each call', first, first === report.requests),
      assertShare('price counts a second attempt of 30 % of them', [others, first], contains(FAILING)),
    ];
  },
  controlExpectations: ({ report, attempts }) => [
    {
      expected: 'price gets one attempt of each call',
      observed: `${split(attempts).others} further attempts`,
      passed: split(attempts).others === 0,
    },
    assertShare('30 % of the products lack their price', [report.degraded, report.requests], contains(FAILING)),
  ],
};

function split({ 1: first = 0, ...others }: Attempts): { first: number; others: number } {
  return { first, others: totalOf(others) };
}
