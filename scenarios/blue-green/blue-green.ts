import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { shareOfVersion, sumOfLoads, type SumOfLoads } from '../../conformance/call-counts.ts';
import { assertComplete, assertOnlyVersion, assertShare, between } from '../../conformance/assertion.ts';
import { loadUntil, type Traffic } from '../../conformance/traffic.ts';
import { observeUntil } from '../../conformance/observe-until.ts';
import type { Scenario } from '../../conformance/scenario.ts';

interface Observed {
  readonly before: LoadReport;
  /** While the route is switched, until a few calls show that it is. */
  readonly during: SumOfLoads;
  readonly after: LoadReport;
}

/** The requests of one check whether the switch is in effect. */
const FEW = 20;
const SWITCH_TIMEOUT_MS = 30_000;

export const scenario: Scenario<Observed> = {
  name: 'blue-green',
  position: 70,
  description: "All calls go from price's first version to its second at once, and no request is lost.",
  pods: { 'price-v2': 1 },
  requests: 400,
  sample: 100,
  observe: async (traffic, requests) => {
    // The sample before has switched it already.
    await switchTo('v1', traffic);
    const before = await traffic.load(requests);
    // When a few have ended, requests of the concurrent load are in flight, too.
    const switched = traffic.load(FEW).then(() => switchTo('v2', traffic));
    const during = sumOfLoads(await loadUntil(switched, traffic, requests));
    return { before, during, after: await traffic.load(requests) };
  },
  expectations: ({ before, during, after }) => [
    assertComplete(sumOfLoads([before, during, after])),
    assertOnlyVersion('before the switch v1 serves all calls', before, 'price', 'v1'),
    assertShare('during the switch both versions serve calls', shareOfVersion(during, 'price', 'v2'), between(0, 1)),
    assertOnlyVersion('after the switch v2 serves all calls', after, 'price', 'v2'),
  ],
  controlExpectations: ({ before, after }) => [
    assertShare('before the switch both versions serve calls', shareOfVersion(before, 'price', 'v2'), between(0, 1)),
    assertShare('after the switch both versions serve calls, too', shareOfVersion(after, 'price', 'v2'), between(0, 1)),
  ],
};

/** Changes the route; resolves when a few calls all go there, or at once if there is no route. */
async function switchTo(version: string, traffic: Traffic): Promise<void> {
  const matches = [{ method: { service: 'product_gateway.price.v1.PriceService' } }];
  const rules = [{ matches, backendRefs: [{ name: `price-${version}`, port: 6567 }] }];
  if (!(await traffic.patch('grpcroute/price', { spec: { rules } }))) return;
  await observeUntil(
    () => traffic.load(FEW),
    (report) => assertOnlyVersion('', report, 'price', version).passed,
    { timeoutMs: SWITCH_TIMEOUT_MS, what: `price-${version} serves all calls` },
  );
}
