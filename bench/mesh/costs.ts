import { figureOf, type Figure } from '../figure.ts';
import type { Turn, Used } from './turn.ts';

/** What a request costs on one mesh. */
export interface Costs {
  /** CPU time of all five services for a request, in microseconds, without what they take when idle. */
  readonly applicationMicroseconds: Figure;
  /** CPU time of their proxies for a request. */
  readonly proxyMicroseconds: Figure;
  /** Of one proxy, in megabytes. */
  readonly proxyMegabytes: Figure | null;
  readonly p50Milliseconds: Figure;
  readonly p90Milliseconds: Figure;
  readonly p99Milliseconds: Figure;
}

/** @param turns of all meshes; those of the others tell what this one takes when idle */
export function costsOf(mesh: string, turns: readonly Turn[]): Costs {
  const loaded = turns.filter((turn) => turn.loaded === mesh);
  const idle = turns.filter((turn) => turn.loaded !== mesh).flatMap(({ used }) => used[mesh] ?? []);
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
  return {
    applicationMicroseconds: figureOf(perRequest(({ applicationCpuSeconds }) => applicationCpuSeconds)),
    proxyMicroseconds: figureOf(perRequest(({ proxyCpuSeconds }) => proxyCpuSeconds)),
    proxyMegabytes: megabytes.length > 0 ? figureOf(megabytes) : null,
    p50Milliseconds: latency('p50'),
    p90Milliseconds: latency('p90'),
    p99Milliseconds: latency('p99'),
  };
}
