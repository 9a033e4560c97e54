import { randomBytes } from 'node:crypto';

import { callPathsOf, type CallPath, type CallPaths } from './call-paths.ts';
import { assertCount, type Assertion } from '../../conformance/assertion.ts';
import { observeUntil } from '../../conformance/observe-until.ts';
import type { Span } from '../../conformance/collected-spans.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import type { Traffic } from '../../conformance/traffic.ts';

interface Observed {
  /** The paths of each request. */
  readonly requests: readonly CallPaths[];
  /** The number of traces that a proxy started for a request that its client did not trace. */
  readonly started: number;
}

const UNTRACED = 10;
const BACKENDS = ['base-product', 'inventory', 'price', 'reviews'] as const;
const COLLECTION_TIMEOUT_MS = 20_000;

export const scenario: Scenario<Observed> = {
  name: 'tracing',
  position: 170,
  description: 'A request is one trace, in which each call passes the proxies between the services.',
  requests: 5,
  // Enough requests to use every connection: Envoy keeps the old configuration on connections that are older than the rule.
  sample: 15,
  observe: async (traffic, requests) => {
    const traces = Array.from({ length: requests }, () => ({ id: hex(16), client: hex(8) }));
    const before = startedByProxies(await traffic.spans());
    await traffic.load(UNTRACED);
    for (const { id, client } of traces) {
      await traffic.load(1, { headers: { traceparent: `00-${id}-${client}-01` } });
    }
    const paths = await collected(traffic, traces);
    // They are older than the traces that are complete by now.
    const started = startedByProxies(await traffic.spans()) - before;
    return { requests: paths, started };
  },
  expectations: ({ requests, started }) => [
    assertPaths('every call passes the proxies of both sides, or the waypoint between them', requests, [
      (backend) => ['proxy of gateway', 'gateway', 'proxy of gateway', `proxy of ${backend}`, backend],
      (backend) => ['waypoint', 'gateway', 'waypoint', backend],
    ]),
    assertNoStrays(requests),
    assertCount('the proxies start no traces', started, started === 0),
  ],
  controlExpectations: ({ requests }) => [
    assertPaths('the trace has spans of the services alone', requests, [(backend) => ['gateway', backend]]),
  ],
};

/** The number of spans of proxies and waypoints without a parent. */
const startedByProxies = (spans: readonly Span[]): number =>
  spans.filter(({ parentId, service }) => parentId === '' && (service === 'proxy' || service === 'waypoint')).length;

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

interface Trace {
  readonly id: string;
  /** The id of the client's span. */
  readonly client: string;
}

/** The call paths of traces, once they are complete or the time limit is over. */
async function collected(traffic: Traffic, traces: readonly Trace[]): Promise<readonly CallPaths[]> {
  const observe = async () => {
    const spans = Map.groupBy(await traffic.spans(), ({ traceId }) => traceId);
    return traces.map(({ id, client }) => callPathsOf(spans.get(id) ?? [], client));
  };
  return await observeUntil(observe, (requests) => requests.every(isComplete), {
    timeoutMs: COLLECTION_TIMEOUT_MS,
    what: 'the collector has all spans',
  });
}

const isComplete = ({ paths, strays }: CallPaths): boolean =>
  paths.length === BACKENDS.length && strays === 0 && paths.every(([first]) => first !== '?');

/** Expects that the calls of all requests have the same one of several paths. */
function assertPaths(
  expected: string,
  requests: readonly CallPaths[],
  accepted: readonly ((backend: string) => CallPath)[],
): Assertion {
  const observed = requests.map(({ paths }) => paths.map((path) => path.join(' → ')).toSorted());
  const acceptedPaths = accepted.map((pathOf) => BACKENDS.map((backend) => pathOf(backend).join(' → ')).join('; '));
  return {
    expected,
    observed: [...new Set(observed.flat())].join('; ') || 'none',
    passed:
      observed.length > 0 &&
      acceptedPaths.some((expectedPaths) => observed.every((paths) => paths.join('; ') === expectedPaths)),
  };
}

function assertNoStrays(requests: readonly CallPaths[]): Assertion {
  const strays = requests.reduce((sum, request) => sum + request.strays, 0);
  return assertCount('no span of a trace is on another path', strays, requests.length > 0 && strays === 0);
}
