import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { assertComplete, type Assertion, assertCount, assertShare, contains } from '../../conformance/assertion.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { type Attempts, attemptsBetween, totalOf } from '../../conformance/traffic.ts';

interface Observed {
  readonly report: LoadReport;
  /** The number of RPCs that reached price during the load, by attempt. */
  readonly attempts: Attempts;
  /** Calls whose first two attempts fail. */
  readonly twice: LoadReport;
  /** Calls whose attempts all fail. */
  readonly always: LoadReport;
  /** The number of RPCs of these that reached price, by attempt. */
  readonly attemptsOfAlways: Attempts;
}

const FAILING = 0.3;
const FEW = 20;
/** A first attempt and two retries. */
const ATTEMPTS = 3;

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
    const attempts = attemptsBetween(before, await traffic.attempts('price'));
    const twice = await traffic.load(FEW, { headers: { 'x-fault': 'price=INTERNAL;first=2' } });
    const beforeAlways = await traffic.attempts('price');
    const always = await traffic.load(FEW, { headers: { 'x-fault': 'price=INTERNAL' } });
    const attemptsOfAlways = attemptsBetween(beforeAlways, await traffic.attempts('price'));
    return { report, attempts, twice, always, attemptsOfAlways };
  },
  expectations: ({ report, attempts, twice, always, attemptsOfAlways }) => {
    const { first, others } = split(attempts);
    return [
      assertComplete(report),
      assertCount('price counts a first attempt of each call', first, first === report.requests),
      assertShare('price counts a second attempt of 30 % of them', [others, first], contains(FAILING)),
      assertComplete(twice, 'a call succeeds at its third attempt'),
      assertGivenUp(always, totalOf(attemptsOfAlways)),
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

function assertGivenUp({ requests, degraded }: LoadReport, attempts: number): Assertion {
  return {
    expected: `a call that always fails has ${ATTEMPTS} attempts`,
    observed: `${attempts} attempts of ${requests} calls, ${degraded} products without their price`,
    passed: requests > 0 && degraded === requests && attempts === ATTEMPTS * requests,
  };
}
