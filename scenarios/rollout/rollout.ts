import { claimShare, claimWhole, type Claim } from '../../conformance/claim.ts';
import { loadUntil } from '../../conformance/load-until.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { sumOfLoads, type SumOfLoads } from '../../conformance/sum-of-loads.ts';

export const scenario: Scenario<SumOfLoads> = {
  name: 'rollout',
  position: 180,
  lesson: 'base-product is replaced under load, and nobody notices.',
  pods: {},
  // So many again and again until the new pod is ready, and once more.
  requests: 500,
  sample: null,
  observe: async (traffic, requests) => {
    const loads = await loadUntil(traffic.restart('base-product'), traffic, requests);
    loads.push(await traffic.load(requests));
    return sumOfLoads(loads);
  },
  verdict: (load) => [claimWhole(load), claimReplaced(load)],
  opposite: (load) => [
    claimShare(
      'requests fail while base-product has no pod',
      [load.failed, load.requests],
      ({ from, to }) => from > 0 && to < 1,
    ),
  ],
};

/** That it happened while requests were sent. */
function claimReplaced({ instances }: SumOfLoads): Claim {
  const answering = instances.filter(({ service, statuses }) => service === 'base-product' && statuses['OK']);
  const pods = new Set(answering.map(({ instance }) => instance));
  return {
    claim: 'the old pod and the new one both answer',
    seen: [...pods].join(', ') || 'none',
    holds: pods.size === 2,
  };
}
