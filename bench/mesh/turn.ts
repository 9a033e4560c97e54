import { setTimeout } from 'node:timers/promises';

import type { Load } from '../../libs/testbed/src/cluster/client.ts';
import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { usageIn, type ContainerUsage, type Usage } from './container-usage.ts';
import type { MeasuredShop } from './shop-in-namespace.ts';

const SUMMARY_WITHIN_MS = 60_000;
const POLL_MS = 1000;
/** The name of the application's container; every other one of a pod is the mesh's. */
const APPLICATION = 'service';

/** What one shop used while one of them had load. */
export interface Used {
  readonly seconds: number;
  readonly applicationCpuSeconds: number;
  readonly proxyCpuSeconds: number;
  readonly proxies: number;
  readonly proxyMemoryBytes: number;
}

/** One shop under load, and all of them measured over the same time. */
export interface Turn {
  readonly loaded: string;
  readonly load: LoadReport;
  /** By the name of the mesh. */
  readonly used: Readonly<Record<string, Used>>;
}

export async function takeTurn(
  shops: readonly MeasuredShop[],
  loaded: MeasuredShop,
  load: Pick<Load, 'count' | 'concurrency'>,
  signal: AbortSignal,
): Promise<Turn> {
  const before = await usages(shops, Date.now(), signal);
  const report = await loaded.client.load({ url: loaded.url, ...load });
  const after = await usages(shops, Date.now(), signal);
  const used = shops.map(({ mesh }, index) => [mesh.name, usedBetween(before[index], after[index])] as const);
  return { loaded: loaded.mesh.name, load: report, used: Object.fromEntries(used) };
}

/** Of all shops, no container's seen before that time. */
async function usages(shops: readonly MeasuredShop[], since: number, signal: AbortSignal): Promise<Usage[]> {
  const end = performance.now() + SUMMARY_WITHIN_MS;
  for (;;) {
    const all = await Promise.all(shops.map(({ namespace }) => usageIn(namespace, signal)));
    if (all.every((usage) => [...usage.values()].every(({ at }) => at >= since))) return all;
    if (performance.now() > end) throw new Error('The kubelet has told nothing new of some container for a minute.');
    await setTimeout(POLL_MS, undefined, { signal });
  }
}

function usedBetween(before: Usage = new Map(), after: Usage = new Map()): Used {
  const pairs = [...after].flatMap(([name, last]) => {
    const first = before.get(name);
    return first ? [{ isProxy: !name.endsWith(`/${APPLICATION}`), first, last }] : [];
  });
  const proxies = pairs.filter(({ isProxy }) => isProxy);
  return {
    seconds: Math.max(0, ...pairs.map(({ first, last }) => (last.at - first.at) / 1000)),
    applicationCpuSeconds: cpuOf(pairs.filter(({ isProxy }) => !isProxy)),
    proxyCpuSeconds: cpuOf(proxies),
    proxies: proxies.length,
    proxyMemoryBytes: proxies.reduce((sum, { last }) => sum + last.memoryBytes, 0),
  };
}

const cpuOf = (pairs: readonly { readonly first: ContainerUsage; readonly last: ContainerUsage }[]): number =>
  pairs.reduce((sum, { first, last }) => sum + last.cpuSeconds - first.cpuSeconds, 0);
