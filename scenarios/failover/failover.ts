import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { shareOfVersion, sumOfLoads } from '../../conformance/call-counts.ts';
import { above, assertComplete, assertOnlyVersion, assertShare } from '../../conformance/assertion.ts';
import { loadUntil } from '../../conformance/traffic.ts';
import type { Scenario } from '../../conformance/scenario.ts';

interface Observed {
  /** While both localities have a pod. */
  readonly before: LoadReport;
  /** While the near pod terminates. */
  readonly meanwhile: readonly LoadReport[];
  readonly after: LoadReport;
}

/** price in two localities: v1 in the same as the gateway, v2 in another one. */
const NEAR = 'v1';
const FAR = 'v2';

export const scenario: Scenario<Observed> = {
  name: 'failover',
  position: 140,
  description: 'The near pod serves all calls while it exists; without it the far one does, and no request is lost.',
  pods: { 'price-v1': 1, 'price-v2': 1 },
  requests: 300,
  sample: 50,
  observe: async (traffic, requests) => {
    const before = await traffic.load(requests);
    const meanwhile = await loadUntil(traffic.scale('price-v1', 0), traffic, requests);
    const after = await traffic.load(requests);
    await traffic.scale('price-v1', 1);
    // Calls return to the near pod during this load, which does not count.
    await traffic.load(requests);
    return { before, meanwhile, after };
  },
  expectations: ({ before, meanwhile, after }) => [
    assertComplete(sumOfLoads([before, ...meanwhile, after])),
    assertOnlyVersion('with both pods the near one serves all calls', before, 'price', NEAR),
    assertOnlyVersion('without the near pod the far one serves all calls', after, 'price', FAR),
  ],
  controlExpectations: ({ before }) => [
    assertShare('with both pods the far one serves calls, too', shareOfVersion(before, 'price', FAR), above(0)),
  ],
};
