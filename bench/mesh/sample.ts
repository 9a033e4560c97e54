import type { Load } from '../../libs/testbed/src/cluster/client-pod.ts';
import type { LoadReport } from '../../libs/testbed/src/load/load-report.ts';
import { until } from '../../libs/testbed/src/until.ts';
import { usageIn, type ContainerUsage, type Usage } from './container-usage.ts';
import type { MeasuredDeployment } from './measured-deployment.ts';

const KUBELET_TIMEOUT_MS = 60_000;
/** The name of the container of a service; the other containers of its pod belong to the mesh. */
const APPLICATION = 'service';
/** How the names of the gateway's pods begin. */
const GATEWAY = 'gateway-';

/** What one deployment used while one of them had load. */
export interface Used {
  readonly seconds: number;
  /** CPU time of all five services and of their proxies. */
  readonly applicationCpuSeconds: number;
  readonly proxyCpuSeconds: number;
  /** CPU time of the gateway alone, and of its proxy. */
  readonly gatewayCpuSeconds: number;
  readonly gatewayProxyCpuSeconds: number;
  readonly proxies: number;
  readonly proxyMemoryBytes: number;
}

/** One deployment under load, and the usage of all deployments over the same time. */
export interface Sample {
  /** The name of the mesh of the deployment under load. */
  readonly loaded: string;
  readonly load: LoadReport;
  /** By the name of the mesh. */
  readonly used: Readonly<Record<string, Used>>;
}

/** Loads one deployment and measures all. */
export async function takeSample(
  deployments: readonly MeasuredDeployment[],
  loaded: MeasuredDeployment,
  load: Pick<Load, 'count' | 'concurrency'>,
  signal: AbortSignal,
): Promise<Sample> {
  const before = await usages(deployments, Date.now(), signal);
  const report = await loaded.client.load({ url: loaded.url, ...load });
  const after = await usages(deployments, Date.now(), signal);
  const used = deployments.map(({ mesh }, index) => [mesh.name, usedBetween(before[index], after[index])] as const);
  return { loaded: loaded.mesh.name, load: report, used: Object.fromEntries(used) };
}

/** The usage of all deployments, with no CPU sample of a container from before that time. */
const usages = (deployments: readonly MeasuredDeployment[], since: number, signal: AbortSignal): Promise<Usage[]> =>
  until(
    async () => {
      const all = await Promise.all(deployments.map(({ namespace }) => usageIn(namespace, signal)));
      return all.every((usage) => [...usage.values()].every(({ at }) => at >= since)) ? all : undefined;
    },
    {
      timeoutMs: KUBELET_TIMEOUT_MS,
      intervalMs: 1000,
      what: 'the kubelet reported a new CPU sample of each container',
      signal,
    },
  );

/** The usage of one deployment between two times; containers that started after the first are left out. */
export function usedBetween(before: Usage = new Map(), after: Usage = new Map()): Used {
  const pairs = [...after].flatMap(([name, last]) => {
    const first = before.get(name);
    const [isProxy, isGateway] = [!name.endsWith(`/${APPLICATION}`), name.startsWith(GATEWAY)];
    return first ? [{ isProxy, isGateway, first, last }] : [];
  });
  const [proxies, applications] = [pairs.filter(({ isProxy }) => isProxy), pairs.filter(({ isProxy }) => !isProxy)];
  return {
    seconds: Math.max(0, ...pairs.map(({ first, last }) => (last.at - first.at) / 1000)),
    applicationCpuSeconds: cpuOf(applications),
    proxyCpuSeconds: cpuOf(proxies),
    gatewayCpuSeconds: cpuOf(applications.filter(({ isGateway }) => isGateway)),
    gatewayProxyCpuSeconds: cpuOf(proxies.filter(({ isGateway }) => isGateway)),
    proxies: proxies.length,
    proxyMemoryBytes: proxies.reduce((sum, { last }) => sum + last.memoryBytes, 0),
  };
}

const cpuOf = (pairs: readonly { readonly first: ContainerUsage; readonly last: ContainerUsage }[]): number =>
  pairs.reduce((sum, { first, last }) => sum + last.cpuSeconds - first.cpuSeconds, 0);
