import type { Assertion } from '../../conformance/assertion.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import type { WatchedStream } from '../../libs/testbed/src/load/watch-stock.ts';

interface Observed {
  /** The viewer whose streams take the route with the timeout. */
  readonly timed: WatchedStream;
  /** One whose streams take the route with the idle timeout. */
  readonly idle: WatchedStream;
  /** One on the same route, whose streams send nothing after one message, and stay open. */
  readonly hung: WatchedStream;
  /** How many pieces were reserved meanwhile, each of which is a change. */
  readonly pieces: number;
}

/** The only product with enough pieces (k8s/components/many-options). */
const productId = 10_000_001;
/** The timeouts of the rule are 2 and 4 seconds; a first message that is late makes a stream look shorter. */
const MIN_TIMED_MS = 1200;
const MIN_HUNG_MS = 2500;
/** More than twice the idle timeout. */
const MIN_MS = 10_000;
/** Enough for two timeouts on a slow machine, and less than the idle timeout of the gateway, 45 seconds. */
const MAX_MS = 20_000;

export const scenario: Scenario<Observed> = {
  name: 'stream-timeout',
  position: 220,
  description: 'The timeout of a route cuts healthy streams in the middle; an idle timeout cuts only those that hang.',
  requests: 20,
  sample: 4,
  observe: async (traffic, requests) => {
    const { viewers, reserved } = await traffic.watchStock({
      productId,
      pieces: { count: requests, requestsPerSecond: 4 },
      viewers: [
        { headers: { 'x-tester': 'timeout' }, streams: 3, changes: requests },
        { streams: 1, changes: requests },
        { headers: { 'x-fault': 'inventory=hang;messages=1' }, streams: 2, changes: 1 },
      ],
      minMs: MIN_MS,
      maxMs: MAX_MS,
    });
    const [timed = NOTHING, idle = NOTHING, hung = NOTHING] = viewers;
    return { timed, idle, hung, pieces: reserved.leftStock ?? 0 };
  },
  expectations: ({ timed, idle, hung, pieces }) => [
    assertCut('the timeout cuts a healthy stream, and the next one', timed, { streams: 3, minMs: MIN_TIMED_MS }),
    assertEachChange('the viewer of these streams gets each change once and in order', timed, pieces),
    assertOneStream('the idle timeout cuts no healthy stream', idle),
    assertEachChange('the viewer of that stream gets each change once and in order', idle, pieces),
    assertCut('the idle timeout cuts a stream that hangs', hung, { streams: 2, minMs: MIN_HUNG_MS }),
    assertChanges('the viewer of that stream gets changes again', hung, pieces, (changes) => changes >= 1),
  ],
  controlExpectations: ({ timed, idle, hung, pieces }) => [
    assertOneStream('a healthy stream of a tester is not cut', timed),
    assertEachChange('the viewer of that stream gets each change once and in order', timed, pieces),
    assertOneStream('nor is another one', idle),
    assertEachChange('its viewer gets each change once and in order', idle, pieces),
    assertOneStream('a stream that hangs stays open', hung),
    assertChanges('the viewer of that stream gets no change', hung, pieces, (changes) => changes === 0),
  ],
};

const NOTHING: WatchedStream = { openedAt: [], changes: 0, lost: 0, repeated: 0, reordered: 0, reconnects: 0 };

/** Expects that each stream ended, but for the newest, after a time and never sooner. */
function assertCut(
  expected: string,
  { openedAt, reconnects }: WatchedStream,
  { streams, minMs }: { readonly streams: number; readonly minMs: number },
): Assertion {
  const lasted = openedAt.slice(1).map((at, index) => at - (openedAt[index] ?? 0));
  const seconds = lasted.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(', ');
  return {
    expected,
    observed: `${streamsIn(openedAt)}${lasted.length > 0 ? `, which were reopened after ${seconds}` : ''}`,
    passed: openedAt.length >= streams && lasted.every((ms) => ms >= minMs) && reconnects === 0,
  };
}

const streamsIn = ({ length }: readonly number[]): string => `${length} ${length === 1 ? 'stream' : 'streams'}`;

const assertOneStream = (expected: string, { openedAt, reconnects }: WatchedStream): Assertion => ({
  expected,
  observed: streamsIn(openedAt),
  passed: openedAt.length === 1 && reconnects === 0,
});

const assertEachChange = (expected: string, viewer: WatchedStream, pieces: number): Assertion =>
  assertChanges(expected, viewer, pieces, (changes) => changes > 0 && changes === pieces);

/** Expects a number of changes, none of which is lost, repeated or out of order. */
function assertChanges(
  expected: string,
  { changes, lost, repeated, reordered }: WatchedStream,
  pieces: number,
  isExpected: (changes: number) => boolean,
): Assertion {
  return {
    expected,
    observed: `${changes} of ${pieces}; ${lost} lost, ${repeated} repeated, ${reordered} reordered`,
    passed: pieces > 0 && isExpected(changes) && lost + repeated + reordered === 0,
  };
}
