import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { claimShare, claimWhole } from '../../conformance/claim.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { attemptsBetween, totalOf, type Attempts } from '../../conformance/traffic.ts';

interface Observed {
  readonly report: LoadReport;
  /** RPCs that reached price meanwhile, by which attempt of its call each was. */
  readonly attempts: Attempts;
}

const FAILING = 0.3;

export const scenario: Scenario<Observed> = {
  name: 'retries',
  position: 90,
  lesson:
    'A backend that fails three in ten first attempts looks healthy, and its own counters tell how often it was asked again.',
  pods: {},
  requests: 500,
  sample: 50,
  observe: async (traffic, requests) => {
    const before = await traffic.attempts('price');
    const headers = { 'x-fault': `price=INTERNAL;first=1;percent=${100 * FAILING}` };
    const report = await traffic.load(requests, { headers });
    return { report, attempts: attemptsBetween(before, await traffic.attempts('price')) };
  },
  verdict: ({ report, attempts }) => {
    const { first, others } = split(attempts);
    return [
      claimWhole(report),
      { claim: 'price counts a first attempt of each call', seen: `${first}`, holds: first === report.requests },
      claimShare(
        'price counts a second attempt of 30 % of them',
        [others, first],
        ({ from, to }) => from <= FAILING && FAILING <= to,
      ),
    ];
  },
  opposite: ({ report, attempts }) => [
    {
      claim: 'price is asked once',
      seen: `${split(attempts).others} further attempts`,
      holds: split(attempts).others === 0,
    },
    claimShare(
      '30 % of the products lack their price',
      [report.degraded, report.requests],
      ({ from, to }) => from <= FAILING && FAILING <= to,
    ),
  ],
};

function split({ 1: first = 0, ...others }: Attempts): { first: number; others: number } {
  return { first, others: totalOf(others) };
}
