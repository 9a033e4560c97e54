import type { ServiceName } from '#configuration';

import { startContainers, type ContainerTestbed, type Images } from '../../libs/testbed/src/containers/containers.ts';
import { runLoad } from '../../libs/testbed/src/load/run-load.ts';
import { parseResidentBytes } from '../../libs/testbed/src/process-stats.ts';
import { until } from '../../libs/testbed/src/until.ts';

/** How many requests the gateway gets, half of them for a product's page and half for its JSON. */
export const REQUESTS = 5000;
const PATHS = ['/product/9310301.html', '/product/9310301'];
const CONCURRENCY = 8;

const SAMPLE_INTERVAL_MS = 1000;
const STEADY_SAMPLES = 4;
/** Between the least and the greatest of steady samples, as a part of the greatest. */
const STEADY_WITHIN = 0.005;
const STEADY_TIMEOUT_MS = 60_000;

/** Bytes of each service's process. */
export type Resident = ReadonlyMap<ServiceName, number>;

/** Starts the five services and measures them before they have had a request, and after 5,000. */
export async function residentMemory(
  images: Images,
  signal: AbortSignal,
): Promise<{ idle: Resident; after: Resident }> {
  await using testbed = await startContainers({ images, healthChecks: false, signal });
  const idle = await steady(testbed, signal);
  for (const path of PATHS) {
    const url = new URL(path, testbed.httpUrl('gateway'));
    const count = REQUESTS / PATHS.length;
    const { failed } = await runLoad({ url, count, concurrency: CONCURRENCY }, signal);
    signal.throwIfAborted();
    if (failed > 0) throw new Error(`${failed} of ${count} requests for ${path} failed.`);
  }
  return { idle, after: await steady(testbed, signal) };
}

/** The latest sample, once no service's differs from those before it. */
async function steady({ services }: ContainerTestbed, signal: AbortSignal): Promise<Resident> {
  const samples: Resident[] = [];
  const sample = async () => {
    const latest = new Map<ServiceName, number>();
    for (const [service, container] of Object.entries(services)) {
      latest.set(service as ServiceName, await residentBytes(container));
    }
    samples.push(latest);
    return isSteady(samples.slice(-STEADY_SAMPLES)) ? latest : undefined;
  };
  const what = 'memory is steady';
  return until(sample, { what, timeoutMs: STEADY_TIMEOUT_MS, intervalMs: SAMPLE_INTERVAL_MS, signal });
}

export function isSteady(samples: readonly Resident[]): boolean {
  return (
    samples.length === STEADY_SAMPLES &&
    [...(samples[0]?.keys() ?? [])].every((service) => {
      const values = samples.map((sample) => sample.get(service) ?? Number.NaN);
      return Math.max(...values) - Math.min(...values) <= STEADY_WITHIN * Math.max(...values);
    })
  );
}

/** Read by a process beside the service's own: a request for /metrics would cost the service memory. */
async function residentBytes({ exec }: ContainerTestbed['services'][ServiceName]): Promise<number> {
  const print = `process.stdout.write(require('fs').readFileSync('/proc/1/status'))`;
  return parseResidentBytes((await exec(['node', '-e', print])).stdout);
}
