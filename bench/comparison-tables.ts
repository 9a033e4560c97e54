import { markdownTable } from '#markdown';

import { CONCURRENCIES, sampleOf, type Comparison } from './comparison.ts';
import { spreadText } from './figure.ts';
import type { LoadResult } from './load/closed-loop.ts';
import { eachOf } from './rounds.ts';
import type { Sample } from './sample.ts';

/** CPU time, throughput, latency, memory and start of each program. */
export function comparisonTables({ rounds, absent, atRate, processStats }: Comparison): string {
  const names = Object.keys(processStats);
  const at = (
    concurrency: number,
    cells: readonly (readonly [title: string, pick: (sample: Sample) => number, digits: number])[],
  ) =>
    markdownTable(
      [`${concurrency} at a time`, ...cells.map(([title]) => title)],
      names.map((name) =>
        [name].concat(
          cells.map(([, pick, digits]) => spreadText(eachOf(rounds, pick, sampleOf(name, concurrency)), digits)),
        ),
      ),
    );
  const cost = CONCURRENCIES.map((concurrency) =>
    at(concurrency, [
      ['gateway', ({ cpu }) => cpu.gateway, 0],
      ['base-product', ({ cpu }) => cpu['base-product'], 0],
      ['inventory', ({ cpu }) => cpu.inventory, 0],
      ['price', ({ cpu }) => cpu.price, 0],
      ['reviews', ({ cpu }) => cpu.reviews, 0],
      ['all five', ({ cpu }) => cpu.all, 0],
    ]),
  );
  const speed = CONCURRENCIES.map((concurrency) =>
    at(concurrency, [
      ['responses/s', (sample) => sample.responsesPerSecond, 0],
      ['p50, ms', ({ latency }) => latency.p50, 2],
      ['p99, ms', ({ latency }) => latency.p99, 2],
      ['p99.9, ms', ({ latency }) => latency['p99.9'], 2],
    ]),
  );
  const atSteadyRate = Object.entries(processStats).flatMap(([name, instanceSets]) => {
    const results = instanceSets.flatMap(({ steady }) => steady ?? []);
    const cell = (share: keyof LoadResult['latency']) => {
      const latencies = results.map(({ latency }) => latency[share]);
      return spreadText(latencies, 2);
    };
    return results.length > 0 ? [[name, cell('p50'), cell('p99'), cell('p99.9')]] : [];
  });
  const process = Object.entries(processStats).map(([name, instanceSets]) => [
    name,
    spreadText(instanceSets.map(({ memory }) => memory.idle.gateway)),
    spreadText(instanceSets.map(({ memory }) => memory.loaded.gateway)),
    spreadText(instanceSets.map(({ memory }) => memory.idle.backend)),
    spreadText(instanceSets.map(({ memory }) => memory.loaded.backend)),
    spreadText(instanceSets.flatMap(({ starts }) => starts)),
  ]);
  return [
    '### CPU of a request, µs',
    ...cost,
    '### Throughput and latency',
    ...speed,
    `### Latency at a steady rate, ${atRate.requestsPerSecond} a second, however many responses have come`,
    atSteadyRate.length > 0
      ? markdownTable(['', 'p50, ms', 'p99, ms', 'p99.9, ms'], atSteadyRate)
      : 'Not measured: the load generator is built with Go.',
    '### Memory and start',
    markdownTable(
      ['', 'gateway idle, MB', 'loaded', 'backend idle, MB', 'loaded', 'start of a gateway to its first response, ms'],
      process,
    ),
    ...Object.entries(absent).map(([name, reason]) => `${name} was not measured: ${reason}`),
  ].join('\n\n');
}
