import { randomBytes } from 'node:crypto';

import { callPathsOf, type CallPath, type CallPaths } from '../../conformance/call-paths.ts';
import type { Claim } from '../../conformance/claim.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import type { Traffic } from '../../conformance/traffic.ts';

/** Of each request. */
type Observed = readonly CallPaths[];

const BACKENDS = ['base-product', 'inventory', 'price', 'reviews'] as const;
const COLLECTED_WITHIN_MS = 20_000;

export const scenario: Scenario<Observed> = {
  name: 'tracing',
  position: 170,
  lesson: 'A request is one trace, in which each call goes through the proxies on its way from service to service.',
  pods: {},
  requests: 5,
  // Enough for each connection that is older than the rule to come up: Envoy treats those as it did before, until they end.
  sample: 15,
  observe: async (traffic, requests) => {
    const traces = Array.from({ length: requests }, () => ({ id: hex(16), client: hex(8) }));
    for (const { id, client } of traces) {
      await traffic.load(1, { headers: { traceparent: `00-${id}-${client}-01` } });
    }
    return await collected(traffic, traces);
  },
  verdict: (requests) => [
    claimPaths('every call goes by the proxies of both sides', requests, (backend) => [
      'proxy of gateway',
      'gateway',
      'proxy of gateway',
      `proxy of ${backend}`,
      backend,
    ]),
    claimNoStrays(requests),
  ],
  opposite: (requests) => [
    claimPaths('the trace knows of services alone', requests, (backend) => ['gateway', backend]),
  ],
};

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

interface Trace {
  readonly id: string;
  /** The span in which the client sent its request. */
  readonly client: string;
}

/** What there is of traces, once it is whole or the time is over. */
async function collected(traffic: Traffic, traces: readonly Trace[]): Promise<Observed> {
  const end = performance.now() + COLLECTED_WITHIN_MS;
  for (;;) {
    const spans = await traffic.spans();
    const requests = traces.map(({ id, client }) =>
      callPathsOf(
        spans.filter(({ traceId }) => traceId === id),
        client,
      ),
    );
    if (requests.every(isWhole) || performance.now() > end) return requests;
  }
}

const isWhole = ({ paths, strays }: CallPaths): boolean =>
  paths.length === BACKENDS.length && strays === 0 && paths.every(([first]) => first !== '?');

function claimPaths(claim: string, requests: Observed, expected: (backend: string) => CallPath): Claim {
  const seen = requests.map(({ paths }) => paths.map((path) => path.join(' → ')).toSorted());
  const wanted = BACKENDS.map((backend) => expected(backend).join(' → ')).join('; ');
  return {
    claim,
    seen: [...new Set(seen.flat())].join('; ') || 'none',
    holds: seen.length > 0 && seen.every((paths) => paths.join('; ') === wanted),
  };
}

function claimNoStrays(requests: Observed): Claim {
  const strays = requests.reduce((sum, request) => sum + request.strays, 0);
  return { claim: 'no span of a trace is elsewhere', seen: `${strays}`, holds: requests.length > 0 && strays === 0 };
}
