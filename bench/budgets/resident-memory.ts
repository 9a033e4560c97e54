import { setTimeout as sleep } from 'node:timers/promises';

import type { ServiceName } from '#configuration';

import { runLoad } from '../../libs/testbed/src/load/run-load.ts';
import { docker } from './docker.ts';
import { startShop, type Images, type Shop } from './shop.ts';

/** How many requests the gateway gets, half of them for a product's page and half for its JSON. */
export const REQUESTS = 5000;
const PATHS = ['/product/9310301.html', '/product/9310301'];
const CONCURRENCY = 8;

const SAMPLE_EVERY_MS = 1000;
const STEADY_SAMPLES = 4;
/** Between the least and the greatest of steady samples, as a part of the greatest. */
const STEADY_WITHIN = 0.005;
const STEADY_AFTER_MS = 60_000;

/** Bytes of each service's process. */
export type Resident = ReadonlyMap<ServiceName, number>;

/** Starts the five services and measures them before they have had a request, and after 5,000. */
export async function residentMemory(
  images: Images,
  signal: AbortSignal,
): Promise<{ idle: Resident; after: Resident }> {
  await using shop = await startShop(images, signal);
  const idle = await steady(shop, signal);
  for (const path of PATHS) {
    const url = new URL(path, shop.gatewayUrl);
    const plan = {
      url,
      count: REQUESTS / PATHS.length,
      rate: undefined,
      concurrency: CONCURRENCY,
      headers: {},
      json: true,
    };
    const { failed } = await runLoad(plan, signal);
    signal.throwIfAborted();
    if (failed > 0) throw new Error(`${failed} of ${plan.count} requests for ${path} failed.`);
  }
  return { idle, after: await steady(shop, signal) };
}

/** The latest sample, once no service's differs from those before it. */
async function steady(shop: Shop, signal: AbortSignal): Promise<Resident> {
  const samples: Resident[] = [];
  const deadline = Date.now() + STEADY_AFTER_MS;
  while (Date.now() < deadline) {
    await sleep(SAMPLE_EVERY_MS, undefined, { signal });
    const sample = new Map<ServiceName, number>();
    for (const [service, { name }] of shop.containers) sample.set(service, await residentBytes(name));
    samples.push(sample);
    if (isSteady(samples.slice(-STEADY_SAMPLES))) return sample;
  }
  throw new Error(`Memory was not steady within ${STEADY_AFTER_MS / 1000} s.`);
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

/** Read by a process beside the service's own: asking that for /metrics would be a request, which costs it memory. */
async function residentBytes(container: string): Promise<number> {
  const print = `process.stdout.write(require('fs').readFileSync('/proc/1/status'))`;
  return parseResidentBytes(await docker('exec', container, 'node', '-e', print));
}

/** @param status the text of /proc/<pid>/status */
export function parseResidentBytes(status: string): number {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  if (!kibibytes) throw new Error('It has no VmRSS.');
  return 1024 * Number(kibibytes);
}
