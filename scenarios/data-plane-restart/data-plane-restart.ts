import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import type { StreamsProgramReport } from '../../libs/testbed/src/load/streams-until-sigterm.ts';
import { assertChanges, assertComplete, type Assertion } from '../../conformance/assertion.ts';
import { incompleteTimeOf } from '../../conformance/call-counts.ts';
import type { DataPlane } from '../../conformance/data-plane.ts';
import type { Scenario } from '../../conformance/scenario.ts';
import type { SteadyLoadOptions, Traffic } from '../../conformance/traffic.ts';

const REQUESTS_PER_SECOND = 50;
const STREAMS = 50;
const RESERVATIONS_PER_SECOND = 1;
const INGRESS_GATEWAY = 'the ingress gateway';

/** Without a failed request for so long, requests are complete again. */
const HEALED_SECONDS = 5;

interface ObservedRestart {
  readonly proxy: string;
  readonly isReplaced: boolean;
  /** From before the proxy ends until some time after another one is ready. */
  readonly load: LoadReport;
}

interface ObservedRestarts {
  readonly dataPlane: DataPlane;
  readonly restarts: readonly ObservedRestart[];
  readonly streams: StreamsProgramReport;
}

export const scenario: Scenario<ObservedRestarts> = {
  name: 'data-plane-restart',
  position: 260,
  description: 'Each proxy is killed under load: calls fail until another one runs, and open streams lose no change.',
  isDisruptive: true,
  // At 50 a second, after another proxy is ready.
  requests: 500,
  sample: null,
  observe: async (traffic, requests) => {
    const dataPlane = await traffic.dataPlane();
    await using open = await traffic.openStreams(STREAMS, RESERVATIONS_PER_SECOND);
    const restarts: ObservedRestart[] = [];
    for (const proxy of traffic.proxies) {
      // The client in the mesh has a proxy itself, which is ztunnel in ambient mode.
      const from = dataPlane === 'no mesh' ? 'outside' : proxy === INGRESS_GATEWAY ? 'ingress' : 'inside';
      restarts.push(await observeRestart(traffic, { proxy, from, requests }));
    }
    return { dataPlane, restarts, streams: await open.stop() };
  },
  expectations: ({ dataPlane, restarts, streams }) => [
    { expected: 'the calls pass the mesh', observed: dataPlane, passed: !['no mesh', 'mixed'].includes(dataPlane) },
    ...restarts.flatMap((restart) => [assertReplaced(restart), assertHealed(restart)]),
    assertChanges(streams.streams),
  ],
  controlExpectations: ({ restarts }) =>
    restarts.map(({ proxy, load }) => assertComplete(load, `${proxy}: no request is lost outside the mesh`)),
};

async function observeRestart(
  traffic: Traffic,
  {
    proxy,
    from,
    requests,
  }: { readonly proxy: string; readonly requests: number } & Required<Pick<SteadyLoadOptions, 'from'>>,
): Promise<ObservedRestart> {
  await using load = await traffic.startLoad({ from, requestsPerSecond: REQUESTS_PER_SECOND });
  const isReplaced = await traffic.restartProxy(proxy);
  await traffic.load(requests, { requestsPerSecond: REQUESTS_PER_SECOND });
  return { proxy, isReplaced, load: await load.stop() };
}

const assertReplaced = ({ proxy, isReplaced }: ObservedRestart): Assertion => ({
  expected: `${proxy}: another one runs after it was killed`,
  observed: isReplaced ? 'it does' : 'there is none',
  passed: isReplaced,
});

/** Expects that requests get complete products again, and shows how many did not before. */
function assertHealed({ proxy, load }: ObservedRestart): Assertion {
  const { requests, failed, degraded, incomplete, seconds } = load;
  return {
    expected: `${proxy}: requests get complete products again`,
    observed: `of ${requests} requests ${failed} failed and ${degraded} degraded${incompleteTimeOf(load)}`,
    passed: requests > failed && (incomplete === null || seconds - incomplete.to >= HEALED_SECONDS),
  };
}
