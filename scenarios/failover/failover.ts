import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { shareOfVersion } from '../../conformance/calls.ts';
import { claimOnlyVersion } from '../../conformance/claim-only-version.ts';
import { claimShare, claimWhole } from '../../conformance/claim.ts';
import { loadUntil } from '../../conformance/load-until.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { sumOfLoads } from '../../conformance/sum-of-loads.ts';

interface Observed {
  /** While both places have a pod. */
  readonly before: LoadReport;
  /** While the near one goes. */
  readonly meanwhile: readonly LoadReport[];
  readonly after: LoadReport;
}

/** price in two places: v1 is where the gateway is, v2 is far away. */
const NEAR = 'v1';
const FAR = 'v2';

export const scenario: Scenario<Observed> = {
  name: 'failover',
  position: 140,
  lesson: 'The near pod answers as long as it is there; once it has gone the far one does, and no request is lost.',
  pods: { 'price-v1': 1, 'price-v2': 1 },
  requests: 300,
  sample: 50,
  observe: async (traffic, requests) => {
    const before = await traffic.load(requests);
    const meanwhile = await loadUntil(traffic.scale('price-v1', 0), traffic, requests);
    const after = await traffic.load(requests);
    await traffic.scale('price-v1', 1);
    // Meanwhile calls find their way back; it is not counted.
    await traffic.load(requests);
    return { before, meanwhile, after };
  },
  verdict: ({ before, meanwhile, after }) => [
    claimWhole(sumOfLoads([before, ...meanwhile, after])),
    claimOnlyVersion('with both there the near one answers', before, 'price', NEAR),
    claimOnlyVersion('without it the far one answers', after, 'price', FAR),
  ],
  opposite: ({ before }) => [
    claimShare(
      'with both there the far one answers, too',
      shareOfVersion(before, 'price', FAR),
      ({ from }) => from > 0,
    ),
  ],
};
