import { markdownTable } from '../libs/markdown/src/markdown-table.ts';
import { CONCURRENCIES, turnOf, type Competition } from './competition.ts';
import { spreadText } from './figure.ts';
import type { Answered } from './load/closed-loop.ts';
import { eachOf } from './rounds.ts';
import type { Turn } from './turn.ts';

/** What each contender took, and how fast it was. */
export function competitionTables({ rounds, absent, atRate, standings }: Competition): string {
  const names = Object.keys(standings);
  const at = (
    concurrency: number,
    cells: readonly (readonly [title: string, pick: (turn: Turn) => number, digits: number])[],
  ) =>
    markdownTable(
      [`${concurrency} at a time`, ...cells.map(([title]) => title)],
      names.map((name) =>
        [name].concat(
          cells.map(([, pick, digits]) => spreadText(eachOf(rounds, pick, turnOf(name, concurrency)), digits)),
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
      ['answers/s', (turn) => turn.answersPerSecond, 0],
      ['p50, ms', ({ latency }) => latency.p50, 2],
      ['p99, ms', ({ latency }) => latency.p99, 2],
      ['p99.9, ms', ({ latency }) => latency['p99.9'], 2],
    ]),
  );
  const atSteadyRate = Object.entries(standings).flatMap(([name, fleets]) => {
    const answered = fleets.flatMap(({ steady }) => steady ?? []);
    const cell = (share: keyof Answered['latency']) => {
      const latencies = answered.map(({ latency }) => latency[share]);
      return spreadText(latencies, 2);
    };
    return answered.length > 0 ? [[name, cell('p50'), cell('p99'), cell('p99.9')]] : [];
  });
  const process = Object.entries(standings).map(([name, fleets]) => [
    name,
    spreadText(fleets.map(({ memory }) => memory.idle.gateway)),
    spreadText(fleets.map(({ memory }) => memory.loaded.gateway)),
    spreadText(fleets.map(({ memory }) => memory.idle.backend)),
    spreadText(fleets.map(({ memory }) => memory.loaded.backend)),
    spreadText(fleets.flatMap(({ starts }) => starts)),
  ]);
  return [
    '### CPU of a request, µs',
    ...cost,
    '### Throughput and latency',
    ...speed,
    `### Latency at a steady rate, ${atRate.requestsPerSecond} a second, whatever has been answered`,
    atSteadyRate.length > 0
      ? markdownTable(['', 'p50, ms', 'p99, ms', 'p99.9, ms'], atSteadyRate)
      : 'Not measured: it takes Go.',
    '### Memory and start',
    markdownTable(
      ['', 'gateway idle, MB', 'loaded', 'backend idle, MB', 'loaded', 'start of a gateway to its first answer, ms'],
      process,
    ),
    ...Object.entries(absent).map(([name, reason]) => `${name} did not take part: ${reason}`),
  ].join('\n\n');
}
