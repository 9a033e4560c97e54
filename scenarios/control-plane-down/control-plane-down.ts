import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import type { StreamsProgramReport } from '../../libs/testbed/src/load/streams-until-sigterm.ts';
import { isTrueWithin } from '../../libs/testbed/src/until.ts';
import type { Pod } from '../../libs/testbed/src/cluster/workloads.ts';
import {
  assertChanges,
  assertComplete,
  assertEnded,
  assertShare,
  above,
  below,
  type Assertion,
} from '../../conformance/assertion.ts';
import { callsTo, incompleteTimeOf, lossOf } from '../../conformance/call-counts.ts';
import { planeOf } from '../../conformance/data-plane.ts';
import type { CallResults } from '../../conformance/programs/call-result.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import type { Traffic } from '../../conformance/traffic.ts';

/** Enough in flight for each to wait until a deadline. */
const RATE = { requestsPerSecond: 50, concurrency: 128 };
const STREAMS = 50;
const RESERVATIONS_PER_SECOND = 1;
const PRICE = 'price-v1';
/** The time limit for a new pod of price to serve calls once the control plane runs. */
const RECOVERY_TIMEOUT_MS = 120_000;
/** Requests that show whether it does. */
const FEW = 50;

interface ObservedOutage {
  /** While the control plane has no pods. */
  readonly existing: LoadReport;
  /** A call from a client that had no connection to price, which takes certificates that have not expired. */
  readonly newConnection: CallResults;
  /** The same requests, after one pod of price was killed. */
  readonly afterKill: LoadReport;
  /** What became of the pod that replaces it, before the control plane runs again. */
  readonly newPod: string;
  /** From the start of the control plane until the new pod serves calls and products are complete; null if that takes too long. */
  readonly recoverySeconds: number | null;
  readonly streams: StreamsProgramReport;
}

export const scenario: Scenario<ObservedOutage> = {
  name: 'control-plane-down',
  position: 250,
  description:
    'Calls and streams go on for five minutes without a control plane, and past a pod that is killed meanwhile.',
  isDisruptive: true,
  // Five minutes at 50 a second.
  requests: 15_000,
  sample: null,
  observe: async (traffic, requests) => {
    await using open = await traffic.openStreams(STREAMS, RESERVATIONS_PER_SECOND);
    await using controlPlane = await traffic.stopControlPlane();
    const existing = await traffic.load(requests / 2, RATE);
    const newConnection = await traffic.callPrice();
    const before = await namesOfPods(traffic);
    await traffic.killPod(PRICE);
    const afterKill = await traffic.load(requests / 2, RATE);
    const newPod = (await traffic.pods(PRICE)).find(({ metadata: { name } }) => !before.has(name));
    const startedAt = performance.now();
    await controlPlane.start();
    const hasRecovered = await isTrueWithin(() => servesByNewPod(traffic, before), { timeoutMs: RECOVERY_TIMEOUT_MS });
    const recoverySeconds = hasRecovered ? (performance.now() - startedAt) / 1000 : null;
    return {
      existing,
      newConnection,
      afterKill,
      newPod: fateOf(newPod, afterKill),
      recoverySeconds,
      streams: await open.stop(),
    };
  },
  expectations: ({ existing, newConnection, afterKill, newPod, recoverySeconds, streams }) => [
    assertComplete(existing, 'without a control plane every request gets the complete product'),
    assertEnded('without a control plane a client opens a connection to price', newConnection, ['OK']),
    assertChanges(streams.streams),
    assertFewWithoutPrice(afterKill, newPod),
    assertRecovery(recoverySeconds),
  ],
  controlExpectations: ({ afterKill }) => [
    assertShare(
      'after one pod of price is killed, products lack its price until the control plane runs again',
      lossOf(afterKill),
      above(0.3),
    ),
  ],
};

const namesOfPods = async (traffic: Traffic): Promise<ReadonlySet<string>> =>
  new Set((await traffic.pods(PRICE)).map(({ metadata }) => metadata.name));

/** Whether a few requests get complete products, and a pod that is not among the old ones serves some of them. */
async function servesByNewPod(traffic: Traffic, old: ReadonlySet<string>): Promise<boolean> {
  const load = await traffic.load(FEW, RATE);
  return assertComplete(load).passed && callsTo(load, 'price', ({ instance }) => !old.has(instance ?? '')) > 0;
}

/** What became of a new pod while there was no control plane. */
function fateOf(pod: Pod | undefined, load: LoadReport): string {
  if (!pod) return 'no new pod is admitted';
  const isServing = callsTo(load, 'price', ({ instance }) => instance === pod.metadata.name) > 0;
  return `its new pod runs on ${planeOf(pod.metadata.annotations ?? {})} and gets ${isServing ? '' : 'no '}calls`;
}

/** Expects that calls go on past a pod that is killed, and shows what becomes of its successor. */
function assertFewWithoutPrice(load: LoadReport, newPod: string): Assertion {
  const assertion = assertShare(
    'after one pod of price is killed, few products lack its price',
    lossOf(load),
    below(0.02),
  );
  return { ...assertion, observed: `${assertion.observed}${incompleteTimeOf(load)}; ${newPod}` };
}

const assertRecovery = (seconds: number | null): Assertion => ({
  expected: 'once the control plane runs, a new pod serves calls and products are complete',
  observed: seconds === null ? 'not within two minutes' : `after ${seconds.toFixed(0)} s`,
  passed: seconds !== null,
});
