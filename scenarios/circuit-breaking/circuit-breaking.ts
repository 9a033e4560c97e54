import type { InstanceShare } from '../../libs/testbed/src/load/instance-shares.ts';
import { callsTo } from '../../conformance/calls.ts';
import { claimShare, type Claim } from '../../conformance/claim.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import { sumOfLoads, type SumOfLoads } from '../../conformance/sum-of-loads.ts';

interface Observed {
  readonly first: SumOfLoads;
  /** From then on, until the sick pod is asked again. */
  readonly later: SumOfLoads;
}

/** Half of what is fair. */
const FEW = 1 / 6;
const LATER_LOADS_AT_MOST = 8;

export const scenario: Scenario<Observed> = {
  name: 'circuit-breaking',
  position: 110,
  lesson: 'A sick pod is left alone after a few calls have failed, and is tried again from time to time.',
  pods: { 'price-v1': 2, 'price-sick': 1 },
  // So many at first, and again and again later.
  requests: 400,
  sample: 200,
  observe: async (traffic, requests) => {
    const first = await traffic.load(requests);
    const later: SumOfLoads[] = [];
    do {
      later.push(await traffic.load(requests));
    } while (callsToSick(sumOfLoads(later)) === 0 && later.length < LATER_LOADS_AT_MOST);
    return { first, later: sumOfLoads(later) };
  },
  verdict: ({ first, later }) => [
    claimShare('the sick pod gets few of the calls', shareOfSick(first), ({ to }) => to < FEW),
    claimShare('later it gets some again, and few', shareOfSick(later), ({ from, to }) => from > 0 && to < FEW),
    claimOthers(sumOfLoads([first, later])),
  ],
  opposite: ({ first: { degraded, requests } }) => [
    claimShare('more than a sixth of the products lack their price', [degraded, requests], ({ from }) => from > FEW),
  ],
};

const isSick = ({ instance }: InstanceShare): boolean => instance?.startsWith('price-sick-') ?? false;

const callsToSick = (load: SumOfLoads): number => callsTo(load, 'price', isSick);

const shareOfSick = (load: SumOfLoads): [number, number] => [callsToSick(load), callsTo(load, 'price')];

/** That the other two pods are neither left out nor fail. */
function claimOthers(load: SumOfLoads): Claim {
  const answering = load.instances.filter(({ service, statuses }) => service === 'price' && statuses['OK']);
  const pods = new Set(answering.map(({ instance }) => instance));
  return {
    claim: 'both others answer, and only calls to the sick one are lost',
    seen: `${pods.size} answer; of ${load.requests} requests ${load.statuses[200] ?? 0} × 200, ${load.degraded} degraded`,
    holds: pods.size === 2 && load.statuses[200] === load.requests && load.degraded === callsToSick(load),
  };
}
