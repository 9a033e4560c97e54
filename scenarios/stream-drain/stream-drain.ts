import type { ServiceName } from '#configuration';

import type { OpenStreams } from '../../libs/testbed/src/cluster/open-streams.ts';
import { addsUp } from '../../libs/testbed/src/load/reservation-report.ts';
import type { StreamsProgramReport } from '../../libs/testbed/src/load/streams-until-sigterm.ts';
import { assertChanges, assertCount, type Assertion } from '../../conformance/assertion.ts';
import { sumOfCounts, textOf, type Counts } from '../../conformance/call-counts.ts';
import { observeUntil } from '../../conformance/observe-until.ts';
import type { Scenario } from '../../conformance/scenario.ts';

const RESERVATIONS_PER_SECOND = 2;
/** The time limit for viewers to have connected again. */
const TIME = { timeoutMs: 60_000, intervalMs: 500 };
const REPLACED: readonly ServiceName[] = ['inventory', 'gateway'];

export interface ObservedRollouts extends StreamsProgramReport {
  /** How many streams a new pod of each service serves after the rollouts. */
  readonly onNewPods: Readonly<Partial<Record<ServiceName, number>>>;
}

export const scenario: Scenario<ObservedRollouts> = {
  name: 'stream-drain',
  position: 210,
  description: 'A rollout of inventory and of the gateway under open streams loses no change, and repeats none.',
  requests: 30,
  sample: null,
  observe: async (traffic, streams) => {
    await using open = await traffic.openStreams(streams, RESERVATIONS_PER_SECOND);
    const old = Object.fromEntries(REPLACED.map((service) => [service, open.instances(service)]));
    for (const service of REPLACED) await traffic.restart(service);
    const count = async () =>
      Object.fromEntries(REPLACED.map((service) => [service, onOtherPods(open, service, old[service] ?? [])]));
    const isEach = (counts: ObservedRollouts['onNewPods']) => REPLACED.every((service) => counts[service] === streams);
    const onNewPods = await observeUntil(count, isEach, { ...TIME, what: 'new pods serve each stream' });
    return { ...(await open.stop()), onNewPods };
  },
  expectations: (observed) => [
    assertChanges(observed.streams),
    assertReservations(observed),
    assertRefusals(observed),
    ...REPLACED.map((service) => {
      const count = observed.onNewPods[service] ?? 0;
      return assertCount(`new pods of ${service} serve each stream`, count, count === observed.streams.streams);
    }),
  ],
  controlExpectations: (observed) => {
    const refused = refusals(observed);
    const passed = Object.keys(refused).length > 0;
    return [{ expected: 'viewers are refused while the gateway has no pod', observed: textOf(refused), passed }];
  },
};

/** How many streams are served by other pods than the given ones. */
const onOtherPods = (open: Pick<OpenStreams, 'instances'>, service: ServiceName, old: readonly (string | null)[]) =>
  open.instances(service).filter((pod) => pod !== null && !old.includes(pod)).length;

function assertReservations({ reservations }: ObservedRollouts): Assertion {
  const expected = 'each reservation is made once';
  if (!reservations) return { expected, observed: 'none', passed: false };
  const { wanted, acknowledged, uncertain, leftStock } = reservations;
  return {
    expected,
    observed: `of ${wanted} reservations ${acknowledged} acknowledged, ${uncertain} uncertain; ${leftStock ?? 'unknown'} left the stock`,
    passed: wanted > 0 && acknowledged === wanted && addsUp(reservations),
  };
}

function assertRefusals(observed: ObservedRollouts): Assertion {
  const refused = refusals(observed);
  const passed = Object.keys(refused).length === 0;
  return { expected: 'no viewer is refused when it connects again', observed: textOf(refused), passed };
}

const refusals = ({ streams: { refused, connectionErrors } }: ObservedRollouts): Counts =>
  sumOfCounts(refused, connectionErrors);
