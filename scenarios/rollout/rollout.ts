import { assertComplete, type Assertion, assertShare, between } from '../../conformance/assertion.ts';
import { loadUntil } from '../../conformance/traffic.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { instancesServing, sumOfLoads, type SumOfLoads } from '../../conformance/call-counts.ts';

export const scenario: Scenario<SumOfLoads> = {
  name: 'rollout',
  position: 180,
  description: 'A rolling update of base-product under load fails no request.',
  // Of each load until the new pod is ready, and of one more.
  requests: 500,
  sample: null,
  observe: async (traffic, requests) => {
    const loads = await loadUntil(traffic.restart('base-product'), traffic, requests);
    loads.push(await traffic.load(requests));
    return sumOfLoads(loads);
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
