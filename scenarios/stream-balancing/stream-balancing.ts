import type { OpenStreams } from '../../libs/testbed/src/cluster/open-streams.ts';
import { above, assertCount, assertShare, type Assertion } from '../../conformance/assertion.ts';
import { observeUntil } from '../../conformance/observe-until.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import type { Traffic } from '../../conformance/traffic.ts';

const REPLICAS = 3;
/** Streams that are opened at a time, again and again, until the pod that was added serves one. */
const MORE_STREAMS = 10;
/** The age at which inventory ends a connection, and with it its streams, once it is to renew them. */
const SHORT_AGE = '5s';
/** The time limit for a pod that was added to get a stream. */
const TIME = { timeoutMs: 60_000, intervalMs: 500 };

/** Which pod of inventory serves each stream; null if none does. */
type Placement = readonly (string | null)[];

/** What was observed of streams, first without a maximum age of their connections that matters, then with a short one. */
export interface ObservedStreams {
  /** After three pods were there. */
  readonly opened: Placement;
  /** After a fourth pod was added, which serves new streams; undefined if there was nothing to add to. */
  readonly scaled?: {
    /** The same streams. */
    readonly placement: Placement;
    /** How many new streams the new pod serves. */
    readonly newStreamsOnNewPod: number;
  };
  /** How many of the same streams a new pod serves once their connections have a short maximum age. */
  readonly renewedOnNewPod?: number;
}

export const scenario: Scenario<ObservedStreams> = {
  name: 'stream-balancing',
  position: 200,
  description:
    'New streams spread over the pods of inventory; open ones stay on their pod until inventory renews them.',
  requests: 90,
  sample: null,
  observe: async (traffic, streams) => {
    await using open = await traffic.openStreams(streams);
    const opened = placementOf(open);
    // On one connection there is nothing to be added to: the pod that accepted it serves whatever comes.
    if (podsOf(opened).length < 2) return { opened };
    await traffic.scale('inventory', REPLICAS + 1);
    const newStreamsOnNewPod = await openUntilNewPodServes(traffic, podsOf(opened));
    const scaled = { placement: placementOf(open), newStreamsOnNewPod };

    const annotations = { 'max-connection-age': SHORT_AGE };
    await traffic.patch('deployment/inventory', { spec: { template: { metadata: { annotations } } } });
    await traffic.scale('inventory', REPLICAS);
    const before = await inventoryPods(traffic);
    await traffic.scale('inventory', REPLICAS + 1);
    const after = await inventoryPods(traffic);
    const isAdded = (pod: string | null) => pod !== null && after.has(pod) && !before.has(pod);
    const onNewPod = async () => placementOf(open).filter(isAdded).length;
    const what = 'the new pod serves a renewed stream';
    return { opened, scaled, renewedOnNewPod: await observeUntil(onNewPod, (count) => count > 0, { ...TIME, what }) };
  },
  expectations: ({ opened, scaled, renewedOnNewPod = 0 }) => [
    assertSpread(opened),
    assertCount(
      'a pod that is added serves new streams',
      scaled?.newStreamsOnNewPod ?? 0,
      isPositive(scaled?.newStreamsOnNewPod),
    ),
    assertStayed(opened, scaled?.placement ?? []),
    assertCount('a pod that is added serves streams that are renewed', renewedOnNewPod, renewedOnNewPod > 0),
  ],
  controlExpectations: ({ opened }) => {
    const pods = podsOf(opened).length;
    return [
      {
        expected: 'all streams go to the pod that accepted the connection',
        observed: `${pods} of ${REPLICAS} pods`,
        passed: pods === 1 && !opened.includes(null),
      },
    ];
  },
};

const isPositive = (count = 0): boolean => count > 0;

const placementOf = (open: Pick<OpenStreams, 'instances'>): Placement => open.instances('inventory');

const podsOf = (placement: Placement): readonly string[] => [...new Set(placement.filter((pod) => pod !== null))];

/** The names of the pods of inventory that are not terminating. */
async function inventoryPods(traffic: Traffic): Promise<ReadonlySet<string>> {
  const { items } = (await traffic.read('pods')) as {
    items: { metadata: { name: string; deletionTimestamp?: string } }[];
  };
  const running = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return new Set(running.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('inventory-')));
}

/** Opens streams again and again until a pod serves one that is not among the old ones. Returns how many it serves at last. */
async function openUntilNewPodServes(traffic: Traffic, old: readonly string[]): Promise<number> {
  const onNewPod = async () => {
    await using more = await traffic.openStreams(MORE_STREAMS);
    return placementOf(more).filter((pod) => pod !== null && !old.includes(pod)).length;
  };
  return await observeUntil(onNewPod, (count) => count > 0, { ...TIME, what: 'the new pod serves a new stream' });
}

/** Expects that three pods serve more than a twentieth, where a fair share is a third. */
function assertSpread(opened: Placement): Assertion {
  const shares = podsOf(opened).map((pod) =>
    assertShare('', [opened.filter((each) => each === pod).length, opened.length], above(1 / 20)),
  );
  return {
    expected: 'each of the three pods serves more than a twentieth of the streams',
    observed: shares.map(({ observed }) => observed).join('; ') || 'none',
    passed: shares.length === REPLICAS && !opened.includes(null) && shares.every(({ passed }) => passed),
  };
}

/** Expects that the streams are on the pods that they were opened on. */
function assertStayed(opened: Placement, later: Placement): Assertion {
  const stayed = opened.filter((pod, index) => pod !== null && pod === later[index]).length;
  return {
    expected: 'the streams that were open stay on their pods when one is added',
    observed: `${stayed} of ${opened.length}`,
    passed: opened.length > 0 && stayed === opened.length,
  };
}
