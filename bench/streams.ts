// What idle streams of /product/<id>/events cost the gateway and inventory: `npm run bench:streams`.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ServiceName } from '#configuration';
import { markdownTable, writeSection } from '#markdown';

import { bundle } from '../libs/testbed/src/bundles.ts';
import { containerHeapFlags } from '../libs/testbed/src/container-heap.ts';
import { interruption } from '../libs/testbed/src/interruption.ts';
import { residentBytes } from '../libs/testbed/src/process-stats.ts';
import { startProcesses, type RunningProcesses } from '../libs/testbed/src/processes.ts';
import { logProgress, runCommand } from '../libs/testbed/src/run-command.ts';
import { readBenchOptions, type BenchOptions } from './bench-options.ts';
import { LOG_OFF } from './programs.ts';
import { clocksOf, measureCpu } from './used-cpu.ts';
import { RawViewers } from './streams/raw-viewers.ts';

const USAGE = `npm run bench:streams -- [options]

  --streams N   how many streams to open, 1000 to 50,000 (10000), in five steps
  --write       put the table into docs/benchmarks.md
  --help        print this

Exits 0 if an idle stream costs the gateway at most 30 kB and both services stay within the limits of memory of
k8s/components/many-streams, 1 if not, 2 on a bad option. It needs twice as many file descriptors as streams (ulimit -n).`;

const STEPS = 5;
const KILOBYTE = 1000;
const MAX_KILOBYTES_PER_STREAM = 30;
const CONTAINER_MIB = memoryLimitMib('k8s/components/many-streams/kustomization.yaml');
/** Two heartbeats, in which garbage of the opening is collected. */
const SETTLE_MS = 20_000;
const CHANGES = 10;
const PRODUCT = 9310301;

const NUMBERS = {
  streams: { default: 10_000, min: 1000, max: 50_000 },
};

await runCommand({ read: (args) => readBenchOptions(args, NUMBERS), usage: USAGE, run: measure });

async function measure({ streams, write }: BenchOptions<typeof NUMBERS>): Promise<number> {
  const signal = interruption();
  // With the heap that V8 makes of the memory limit in a container.
  const command = (service: ServiceName) => bundle(service, ...containerHeapFlags(CONTAINER_MIB));
  const limits = {
    MAX_CONNECTIONS: `${streams + 100}`,
    MAX_INVENTORY_VIEWERS: `${streams}`,
    MAX_OPEN_STREAMS: `${streams}`,
    INVENTORY_TIMEOUT: '10s',
    REQUEST_TIMEOUT: '10s',
  };
  await using services = await startProcesses({ environment: { ...LOG_OFF, ...limits }, command, signal });
  await using viewers = new RawViewers(new URL(`/product/${PRODUCT}/events`, services.httpUrl('gateway')));
  const rows: string[][] = [];
  const samples: { streams: number; gateway: number; inventory: number }[] = [];
  for (let step = 0; step <= STEPS; step += 1) {
    const count = Math.round((streams * step) / STEPS);
    logProgress(`${count} streams`);
    await viewers.open(Math.max(1, count), signal);
    await sleep(SETTLE_MS, undefined, { signal });
    const gateway = residentBytes(services.pids.gateway);
    const inventory = residentBytes(services.pids.inventory);
    samples.push({ streams: count, gateway, inventory });
    rows.push([`${count}`, mebibytes(gateway), mebibytes(inventory)]);
  }
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) throw new Error('There is no sample.');
  const perStream = (service: 'gateway' | 'inventory') =>
    (last[service] - first[service]) / (last.streams - first.streams) / KILOBYTE;
  const clocks = clocksOf(services, ['gateway', 'inventory']);
  const fanOut = await measureCpu(clocks, () => changeStock(services, viewers, signal));
  const { perSecond: idle } = await measureCpu(clocks, () => sleep(SETTLE_MS, undefined, { signal }));
  const text = [
    markdownTable(['streams', 'gateway, MiB resident', 'inventory, MiB resident'], rows),
    markdownTable(
      ['of each stream', 'gateway', 'inventory'],
      [
        ['memory while idle, kB', perStream('gateway').toFixed(1), perStream('inventory').toFixed(1)],
        ['CPU while idle, µs a second', ...idle.map((each) => (each / streams).toFixed(1))],
        ['CPU of a change, µs', ...fanOut.microseconds.map((each) => (each / streams / CHANGES).toFixed(1))],
      ],
    ),
    `A change reaches the last of ${streams} viewers after ${fanOut.result.toFixed(0)} ms (median of ${CHANGES}).`,
  ].join('\n\n');
  console.log(text);
  if (write) writeSection('docs/benchmarks.md', 'bench:streams', text);
  const isWithin = Math.max(last.gateway, last.inventory) <= CONTAINER_MIB * 1024 ** 2;
  return perStream('gateway') <= MAX_KILOBYTES_PER_STREAM && isWithin ? 0 : 1;
}

/** Makes changes, one after the other, each of which reaches every viewer, after the returned median of milliseconds. */
async function changeStock(services: RunningProcesses, viewers: RawViewers, signal: AbortSignal): Promise<number> {
  const url = `${services.httpUrl('gateway')}/product/${PRODUCT}/reservations`;
  const durations: number[] = [];
  for (let change = 1; change <= CHANGES; change += 1) {
    const startedAt = performance.now();
    const { status } = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ optionId: 2, quantity: 1 }),
    });
    if (status !== 201) throw new Error(`${url} responded ${status}, but must respond 201.`);
    await viewers.untilChanges(change, signal);
    durations.push(performance.now() - startedAt);
  }
  return durations.toSorted((a, b) => a - b)[Math.floor(CHANGES / 2)] ?? 0;
}

/** The limit of memory of the containers in a manifest, in MiB. */
function memoryLimitMib(manifest: string): number {
  const limits = new Set(readFileSync(manifest, 'utf8').match(/(?<=memory: )\d+(?=Mi)/g));
  const [limit, other] = limits;
  if (limit === undefined || other !== undefined) throw new Error(`${manifest} must have one limit of memory, in Mi.`);
  return Number(limit);
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(0);
}
