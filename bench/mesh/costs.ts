import { isIdle, type Component } from './component.ts';
import { dataPlaneNamed, type DataPlaneName } from './data-plane.ts';
import type { LoadSummary } from './load-summary.ts';
import type { Sample, Used } from './sample.ts';

/** The name of a latency in a summary. */
export type LatencyName = keyof NonNullable<LoadSummary['latencyMs']>;

const ofPlane = (samples: readonly Sample[], plane: DataPlaneName, rate?: number): readonly Sample[] =>
  samples.filter(({ loaded, load }) => loaded === plane && (rate === undefined || load.requestsPerSecond === rate));

/** What a component used in each sample in which it was idle. */
const idleUsed = (samples: readonly Sample[], plane: DataPlaneName, component: Component): readonly Used[] =>
  samples
    .filter(({ loaded }) => isIdle(dataPlaneNamed(plane), component, dataPlaneNamed(loaded)))
    .flatMap(({ used }) => used[plane]?.[component] ?? []);

/** The components that a data plane has, of those that are given. */
const present = (samples: readonly Sample[], plane: DataPlaneName, components: readonly Component[]) =>
  components.filter((component) => samples.some(({ used }) => used[plane]?.[component] !== undefined));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** CPU time for each second of an idle component, in seconds. */
function idleRate(samples: readonly Sample[], plane: DataPlaneName, component: Component): number {
  const idle = idleUsed(samples, plane, component);
  const seconds = sum(idle.map((used) => used.seconds));
  return seconds > 0 ? sum(idle.map((used) => used.cpuSeconds)) / seconds : 0;
}

/**
 * The CPU time of some components for a request in each sample of a data plane at a rate, in microseconds, without what they use when
 * idle. Empty if the data plane has none of them.
 */
export function cpuMicroseconds(
  samples: readonly Sample[],
  plane: DataPlaneName,
  rate: number,
  components: readonly Component[],
): readonly number[] {
  const own = present(samples, plane, components).map((name) => ({ name, idle: idleRate(samples, plane, name) }));
  if (own.length === 0) return [];
  return ofPlane(samples, plane, rate).map(({ used, load }) => {
    const seconds = own.map(({ name, idle }) => {
      const ofComponent = used[plane]?.[name];
      return ofComponent ? ofComponent.cpuSeconds - idle * ofComponent.seconds : 0;
    });
    return (sum(seconds) / (load.requests + load.warmUpRequests)) * 1e6;
  });
}

/** The CPU that some components use while they are idle, in thousandths of a CPU. Empty if the data plane has none of them. */
export function idleMillicores(
  samples: readonly Sample[],
  plane: DataPlaneName,
  components: readonly Component[],
): readonly number[] {
  return sumsOf(
    present(samples, plane, components).map((component) =>
      idleUsed(samples, plane, component).map(({ cpuSeconds, seconds }) => (1000 * cpuSeconds) / seconds),
    ),
  );
}

/** The working set of some components under load, in megabytes. Empty if the data plane has none of them. */
export function memoryMegabytes(
  samples: readonly Sample[],
  plane: DataPlaneName,
  components: readonly Component[],
): readonly number[] {
  const own = ofPlane(samples, plane);
  return sumsOf(
    present(samples, plane, components).map((component) =>
      own.map(({ used }) => (used[plane]?.[component]?.memoryBytes ?? 0) / 1e6),
    ),
  );
}

/** A latency of each sample of a data plane at a rate, in milliseconds. */
export const latencies = (
  samples: readonly Sample[],
  plane: DataPlaneName,
  rate: number,
  name: LatencyName,
): readonly number[] => ofPlane(samples, plane, rate).map(({ load }) => load.latencyMs?.[name] ?? Number.NaN);

/** The sums of the first values of all lists, of the second ones, and so on. */
const sumsOf = ([first = [], ...others]: readonly (readonly number[])[]): readonly number[] =>
  first.map((value, index) => value + sum(others.map((list) => list[index] ?? 0)));
