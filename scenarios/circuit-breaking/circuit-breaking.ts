import type { InstanceShare } from '../../libs/testbed/src/load/instance-shares.ts';
import { callsTo, instancesServing, sumOfLoads, type SumOfLoads } from '../../conformance/call-counts.ts';
import { above, type Assertion, assertShare, below, between } from '../../conformance/assertion.ts';
import type { Scenario } from '../../conformance/scenario.ts';

interface Observed {
  readonly first: SumOfLoads;
  /** The loads after that, until the sick pod has had calls again in enough of them. */
  readonly later: readonly SumOfLoads[];
}

/** Half of a fair share. */
const FEW = 1 / 6;
/** One pause can end by chance, since a proxy looks for ended ones at intervals of its own. */
const TRIALS = 2;
const MAX_LATER_LOADS = 16;

export const scenario: Scenario<Observed> = {
  name: 'circuit-breaking',
  position: 110,
  description: 'A failing pod gets no calls after a few have failed, and a trial call from time to time.',
  pods: { 'price-v1': 2, 'price-sick': 1 },
  // Of the first load and of each later one.
  requests: 400,
  sample: 200,
  observe: async (traffic, requests) => {
    const first = await traffic.load(requests);
    const later: SumOfLoads[] = [];
    do {
      later.push(await traffic.load(requests));
    } while (trialsIn(later) < TRIALS && later.length < MAX_LATER_LOADS);
    return { first, later };
  },
  expectations: ({ first, later }) => [
    assertShare('the sick pod gets few of the calls', shareOfSick(first), below(FEW)),
    assertShare('later it gets some again, and few', shareOfSick(sumOfLoads(later)), between(0, FEW)),
    assertTrials(later),
    assertOthers(sumOfLoads([first, ...later])),
  ],
  controlExpectations: ({ first: { degraded, requests } }) => [
    assertShare('more than a sixth of the products lack their price', [degraded, requests], above(FEW)),
  ],
};

const isSick = ({ instance }: InstanceShare): boolean => instance?.startsWith('price-sick-') ?? false;

const callsToSick = (load: SumOfLoads): number => callsTo(load, 'price', isSick);

const shareOfSick = (load: SumOfLoads): [number, number] => [callsToSick(load), callsTo(load, 'price')];

/** In how many of the loads the sick pod got a call. */
const trialsIn = (loads: readonly SumOfLoads[]): number => loads.filter((load) => callsToSick(load) > 0).length;

function assertTrials(later: readonly SumOfLoads[]): Assertion {
  const trials = trialsIn(later);
  return {
    expected: `it gets some in ${TRIALS} loads out of at most ${MAX_LATER_LOADS}`,
    observed: `in ${trials} of ${later.length}`,
    passed: trials >= TRIALS,
  };
}

/** Expects that the other two pods get calls and do not fail. */
function assertOthers(load: SumOfLoads): Assertion {
  const { size } = instancesServing(load, 'price');
  return {
    expected: 'both other pods serve calls, and only calls to the sick one fail',
    observed: `${size} serve calls; of ${load.requests} requests ${load.statuses[200] ?? 0} × 200, ${load.degraded} degraded`,
    passed: size === 2 && load.statuses[200] === load.requests && load.degraded === callsToSick(load),
  };
}
