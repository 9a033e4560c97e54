import { figureOf, type Figure } from '../figure.ts';
import type { Sample, Used } from './sample.ts';

/** The costs of a request on one mesh. */
export interface Costs {
  /** CPU time of all five services for a request, in microseconds, without what they use when idle. */
  readonly applicationMicroseconds: Figure;
  /** CPU time of their proxies for a request. */
  readonly proxyMicroseconds: Figure;
  /** CPU time of the gateway alone for a request, and of its proxy. */
  readonly gatewayMicroseconds: Figure;
  readonly gatewayProxyMicroseconds: Figure;
  /** How many times its proxy's CPU time the gateway takes; null without a proxy. The goal is 0.5 at most. */
  readonly gatewayTimesProxy: Figure | null;
  /** The memory of one proxy, in megabytes. */
  readonly proxyMegabytes: Figure | null;
  readonly p50Milliseconds: Figure;
  readonly p90Milliseconds: Figure;
  readonly p99Milliseconds: Figure;
}

/**
 * Computes the costs of a request on one mesh.
 *
 * @param samples of all meshes; in those of the other meshes this one is idle
 */
export function costsOf(mesh: string, samples: readonly Sample[]): Costs {
  const loaded = samples.filter((sample) => sample.loaded === mesh);
  const idle = samples.filter((sample) => sample.loaded !== mesh).flatMap(({ used }) => used[mesh] ?? []);
  const perRequest = (cpuSeconds: (used: Used) => number) => {
    const idleSeconds = idle.reduce((sum, { seconds }) => sum + seconds, 0);
    const idleRate = idleSeconds > 0 ? idle.reduce((sum, used) => sum + cpuSeconds(used), 0) / idleSeconds : 0;
    return loaded.map(({ load, used }) => {
      const own = used[mesh];
      return own ? ((cpuSeconds(own) - idleRate * own.seconds) / load.requests) * 1e6 : Number.NaN;
    });
  };
  const latency = (name: 'p50' | 'p90' | 'p99') =>
    figureOf(loaded.map(({ load }) => load.latencyMs?.[name] ?? Number.NaN));
  const megabytes = loaded.flatMap(({ used }) => {
    const { proxies = 0, proxyMemoryBytes = 0 } = used[mesh] ?? {};
    return proxies > 0 ? [proxyMemoryBytes / proxies / 1e6] : [];
  });
  const gateway = perRequest(({ gatewayCpuSeconds }) => gatewayCpuSeconds);
  const gatewayProxy = perRequest(({ gatewayProxyCpuSeconds }) => gatewayProxyCpuSeconds);
  const timesProxy = gateway.map((microseconds, index) => microseconds / (gatewayProxy[index] ?? Number.NaN));
  return {
    applicationMicroseconds: figureOf(perRequest(({ applicationCpuSeconds }) => applicationCpuSeconds)),
    proxyMicroseconds: figureOf(perRequest(({ proxyCpuSeconds }) => proxyCpuSeconds)),
    gatewayMicroseconds: figureOf(gateway),
    gatewayProxyMicroseconds: figureOf(gatewayProxy),
    gatewayTimesProxy: megabytes.length > 0 ? figureOf(timesProxy) : null,
    proxyMegabytes: megabytes.length > 0 ? figureOf(megabytes) : null,
    p50Milliseconds: latency('p50'),
    p90Milliseconds: latency('p90'),
    p99Milliseconds: latency('p99'),
  };
}
