import { assertComplete, type Assertion, assertShare, between } from '../../conformance/assertion.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { instancesServing, sumOfLoads, type SumOfLoads } from '../../conformance/call-counts.ts';

/** Calls that take so long are in flight whenever a pod begins to drain; a hundred a second are ten at a time. */
const headers = { 'x-fault': 'base-product=delay:100ms' };

export const scenario: Scenario<SumOfLoads> = {
  name: 'rollout',
  position: 180,
  description: 'A rolling update of base-product under load fails no request.',
  // Of the load after the rollout; during it there are 100 a second until the old pod is gone.
  requests: 200,
  sample: null,
  observe: async (traffic, requests) => {
    await using load = await traffic.startLoad({ headers });
    await traffic.restart('base-product');
    const after = await traffic.load(requests, { headers });
    return sumOfLoads([await load.stop(), after]);
  },
  expectations: (load) => [assertComplete(load), assertReplaced(load)],
  controlExpectations: (load) => [
    assertShare('requests fail while base-product has no pod', [load.failed, load.requests], between(0, 1)),
  ],
};

/** Expects that the rollout happened under load. */
function assertReplaced(load: SumOfLoads): Assertion {
  const pods = instancesServing(load, 'base-product');
  return {
    expected: 'the old pod and the new one both serve requests',
    observed: [...pods].join(', ') || 'none',
    passed: pods.size === 2,
  };
}
