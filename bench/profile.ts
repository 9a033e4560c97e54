// Measures the CPU time of a request and the memory in use by layer of the code, and writes profiles for Chromium's developer
// tools.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { ServiceName } from '#configuration';
import { markdownTable, writeSection } from '#markdown';

import { bundle } from '../libs/testbed/src/bundles.ts';
import { startProcesses } from '../libs/testbed/src/processes.ts';
import { interruption } from '../libs/testbed/src/interruption.ts';
import { closedLoop } from './load/closed-loop.ts';
import { LOG_OFF } from './programs.ts';
import { Layers } from './profile/layers.ts';
import { cpuByLayer, heapByLayer, type CpuProfile, type HeapProfile } from './profile/profile-sums.ts';
import { takeSample } from './sample.ts';

const FOLDER = 'dist/profiles';
const PROFILED = ['gateway', 'price'] as const satisfies ServiceName[];
const WARM_UP = { concurrency: 64, seconds: 5 };
const LOAD = { concurrency: 64, seconds: 8 };

const { values: given } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const signal = interruption();

const layers = new Layers();
const columns: { service: string; cpu: Map<string, number>; microseconds: number; heap: Map<string, number> }[] = [];
for (const service of PROFILED) columns.push(await profile(service));
const text = tables();
console.log(`${text}\n\nThe profiles are in ${FOLDER}.`);
if (given.write) writeSection('docs/benchmarks.md', 'bench:profile', text);

async function profile(service: ServiceName) {
  console.error(`profiling ${service}: ${WARM_UP.seconds + LOAD.seconds} s under load`);
  const folder = join(FOLDER, service);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--heap-prof', `--heap-prof-dir=${folder}`];
  const command = (name: ServiceName) => bundle(name, ...(name === service ? flags : []));
  const startedAt = performance.now();
  const { warmedUpAt, sample } = await underLoad();
  const read = (ending: string) => {
    const file = readdirSync(folder).find((name) => name.endsWith(ending)) ?? '';
    return JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown;
  };
  const cpu = cpuByLayer(read('.cpuprofile') as CpuProfile, (warmedUpAt - startedAt) * 1000, layers);
  cpu.delete('waiting');
  return {
    service,
    cpu,
    microseconds: sample.cpu[service],
    heap: heapByLayer(read('.heapprofile') as HeapProfile, layers),
  };

  async function underLoad() {
    await using services = await startProcesses({ environment: LOG_OFF, command, signal });
    await closedLoop(services.productUrl, WARM_UP, signal);
    return {
      warmedUpAt: performance.now(),
      sample: await takeSample(services, () => closedLoop(services.productUrl, LOAD, signal)),
    };
  }
}

function tables(): string {
  const sum = (sums: Map<string, number>) => [...sums.values()].reduce((total, value) => total + value, 0);
  const rows = (of: 'cpu' | 'heap', cell: (share: number, column: (typeof columns)[number]) => string) => {
    const names = new Set(columns.flatMap((column) => [...column[of].keys()]));
    const share = (column: (typeof columns)[number], layer: string) => (column[of].get(layer) ?? 0) / sum(column[of]);
    const all = (layer: string) => columns.reduce((total, column) => total + share(column, layer), 0);
    return [...names]
      .toSorted((a, b) => all(b) - all(a))
      .map((layer) => [layer].concat(columns.map((column) => cell(share(column, layer), column))));
  };
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const services = columns.map(({ service }) => service);
  const time = rows('cpu', (share, { microseconds }) => `${(share * microseconds).toFixed(0)} µs, ${percent(share)}`);
  const heap = rows(
    'heap',
    (share, column) => `${((share * sum(column.heap)) / 1e6).toFixed(2)} MB, ${percent(share)}`,
  );
  return [
    markdownTable(['CPU of a request', ...services], time),
    markdownTable(['in use in the heap', ...services], heap),
  ].join('\n\n');
}
