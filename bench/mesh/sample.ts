import { until } from '../../libs/testbed/src/until.ts';
import { componentOf, type Component } from './component.ts';
import { containerUsages, type ContainerUsage } from './container-usage.ts';
import type { DataPlane, DataPlaneName } from './data-plane.ts';
import { loadAtRate, type LoadSummary } from './load-summary.ts';
import type { MeasuredDeployment } from './measured-deployment.ts';

const KUBELET_TIMEOUT_MS = 60_000;
const FAILED_SHARE = 0.01;

/** What the containers of one component used over some time. */
export interface Used {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** What each component of a data plane used. */
export type UsedByComponent = Readonly<Partial<Record<Component, Used>>>;

/** One deployment under load, and the usage of all components of all data planes over the same time. */
export interface Sample {
  /** The data plane of the deployment under load. */
  readonly loaded: DataPlaneName;
  readonly load: LoadSummary;
  readonly used: Readonly<Partial<Record<DataPlaneName, UsedByComponent>>>;
}

/** Takes one sample after the other, so that the usage at the end of one is that at the start of the next. */
export class Sampler {
  readonly #planes: readonly DataPlane[];
  readonly #signal: AbortSignal;
  #before: readonly ContainerUsage[] | undefined;

  constructor(planes: readonly DataPlane[], signal: AbortSignal) {
    this.#planes = planes;
    this.#signal = signal;
  }

  /**
   * Loads one deployment, and measures all.
   *
   * @throws Error if more than one request in a hundred fails: errors cost less than products
   */
  async take(
    { plane, client, url }: MeasuredDeployment,
    load: { readonly requestsPerSecond: number; readonly seconds: number },
  ): Promise<Sample> {
    const before = this.#before ?? (await this.#usages());
    const summary = await loadAtRate(client, { url, ...load });
    if (summary.failed > FAILED_SHARE * summary.requests) {
      throw new Error(`${summary.failed} of ${summary.requests} requests failed: ${plane.title}.`);
    }
    this.#before = await this.#usages();
    const after = this.#before;
    const used = this.#planes.map((each) => [each.name, usedBetween(each, before, after)] as const);
    return { loaded: plane.name, load: summary, used: Object.fromEntries(used) };
  }

  /** The usage of all containers that belong to a component, with no CPU sample from before this call. */
  #usages(): Promise<readonly ContainerUsage[]> {
    const since = Date.now();
    const isMeasured = (usage: ContainerUsage) => this.#planes.some((plane) => componentOf(plane, usage) !== undefined);
    return until(
      async () => {
        const all = (await containerUsages(this.#signal)).filter(isMeasured);
        return all.every(({ at }) => at >= since) ? all : undefined;
      },
      {
        timeoutMs: KUBELET_TIMEOUT_MS,
        intervalMs: 500,
        what: 'the kubelet reported a new CPU sample of each container',
        signal: this.#signal,
      },
    );
  }
}

/** The usage of the components of one data plane between two times; containers that started after the first are left out. */
export function usedBetween(
  plane: DataPlane,
  before: readonly ContainerUsage[],
  after: readonly ContainerUsage[],
): UsedByComponent {
  const firsts = new Map(before.map((usage) => [nameOf(usage), usage]));
  const used: Partial<Record<Component, Used>> = {};
  for (const last of after) {
    const component = componentOf(plane, last);
    const first = firsts.get(nameOf(last));
    if (!component || !first) continue;
    const { seconds, cpuSeconds, memoryBytes } = used[component] ?? { seconds: 0, cpuSeconds: 0, memoryBytes: 0 };
    used[component] = {
      seconds: Math.max(seconds, (last.at - first.at) / 1000),
      cpuSeconds: cpuSeconds + last.cpuSeconds - first.cpuSeconds,
      memoryBytes: memoryBytes + last.memoryBytes,
    };
  }
  return used;
}

const nameOf = ({ namespace, pod, container }: ContainerUsage): string => `${namespace}/${pod}/${container}`;
