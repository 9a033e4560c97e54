import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { shareOfVersion } from '../../conformance/calls.ts';
import { claimOnlyVersion } from '../../conformance/claim-only-version.ts';
import { claimShare, claimWhole } from '../../conformance/claim.ts';
import { loadUntil } from '../../conformance/load-until.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { sumOfLoads, type SumOfLoads } from '../../conformance/sum-of-loads.ts';
import type { Traffic } from '../../conformance/traffic.ts';

interface Observed {
  readonly before: LoadReport;
  /** While the route is switched, until it is seen to be. */
  readonly during: SumOfLoads;
  readonly after: LoadReport;
}

/** Sent again and again to see whether the switch is in effect. */
const FEW = 20;
const SWITCHED_WITHIN_MS = 30_000;

export const scenario: Scenario<Observed> = {
  name: 'blue-green',
  position: 70,
  lesson: "All calls go from price's first version to its second at once, and no request is lost.",
  pods: { 'price-v2': 1 },
  requests: 400,
  sample: 100,
  observe: async (traffic, requests) => {
    // A sample before has switched it already.
    await switchTo('v1', traffic);
    const before = await traffic.load(requests);
    // Once a few are answered, the load beside them is under way, too.
    const switched = traffic.load(FEW).then(() => switchTo('v2', traffic));
    const during = sumOfLoads(await loadUntil(switched, traffic, requests));
    return { before, during, after: await traffic.load(requests) };
  },
  verdict: ({ before, during, after }) => [
    claimWhole(sumOfLoads([before, during, after])),
    claimOnlyVersion('before the switch v1 answers', before, 'price', 'v1'),
    claimShare('during the switch both do', shareOfVersion(during, 'price', 'v2'), isMixed),
    claimOnlyVersion('after the switch v2 answers', after, 'price', 'v2'),
  ],
  opposite: ({ before, after }) => [
    claimShare('before the switch both versions answer', shareOfVersion(before, 'price', 'v2'), isMixed),
    claimShare('after the switch, too', shareOfVersion(after, 'price', 'v2'), isMixed),
  ],
};

const isMixed = ({ from, to }: { from: number; to: number }): boolean => from > 0 && to < 1;

/** Changes the route, and is done once a few calls all go there; at once, if there is no route. */
async function switchTo(version: string, traffic: Traffic): Promise<void> {
  const matches = [{ method: { service: 'product_gateway.price.v1.PriceService' } }];
  const rules = [{ matches, backendRefs: [{ name: `price-${version}`, port: 6567 }] }];
  if (!(await traffic.patch('grpcroute/price', { spec: { rules } }))) return;
  const end = performance.now() + SWITCHED_WITHIN_MS;
  let isSwitched = false;
  while (!isSwitched && performance.now() < end) {
    const [seen, all] = shareOfVersion(await traffic.load(FEW), 'price', version);
    isSwitched = all > 0 && seen === all;
  }
}
