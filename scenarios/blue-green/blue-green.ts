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

/** The fields of the route that the switch reads. */
interface Route {
  readonly spec: { readonly rules: readonly { readonly backendRefs: readonly { readonly name: string }[] }[] };
}

const ROUTE = 'grpcroute/price';
/** The requests of one check whether the switch is in effect. */
const FEW = 20;
const SWITCH_TIMEOUT_MS = 10_000;

export const scenario: Scenario<Observed> = {
  name: 'blue-green',
  position: 70,
  description: "All calls go from price's first version to its second at once, and no request is lost.",
  pods: { 'price-v2': 1 },
  requests: 400,
  sample: 100,
  observe: async (traffic, requests) => {
    const route = (await traffic.read(ROUTE)) as Route | undefined;
    const before = await traffic.load(requests);
    // When a few have ended, requests of the concurrent load are in flight, too.
    const switched = traffic.load(FEW).then(() => route && switchToV2(route, traffic));
    const during = sumOfLoads(await loadUntil(switched, traffic, requests));
    const after = await traffic.load(requests);
    // Back to the rule as it was applied, for the next observation.
    if (route) await restore(route, before, traffic);
    return { before, during, after };
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

/** Replaces the name of the backend, and nothing else of the route; resolves when a few calls all go to v2. */
async function switchToV2({ spec: { rules } }: Route, traffic: Traffic): Promise<void> {
  const switched = rules.map((rule) => ({
    ...rule,
    backendRefs: rule.backendRefs.map((backend) => ({ ...backend, name: 'price-v2' })),
  }));
  await traffic.patch(ROUTE, { spec: { rules: switched } });
  await untilOnly('v2', traffic);
}

/** Sets the rules as they were; resolves when v1 serves all calls again, if it did before. */
async function restore({ spec: { rules } }: Route, before: LoadReport, traffic: Traffic): Promise<void> {
  await traffic.patch(ROUTE, { spec: { rules } });
  if (assertOnlyVersion('', before, 'price', 'v1').passed) await untilOnly('v1', traffic);
}

/** Waits until a few calls all go to one version. */
const untilOnly = (version: string, traffic: Traffic): Promise<LoadReport> =>
  observeUntil(
    () => traffic.load(FEW),
    (report) => assertOnlyVersion('', report, 'price', version).passed,
    { timeoutMs: SWITCH_TIMEOUT_MS, what: `price-${version} serves all calls` },
  );
