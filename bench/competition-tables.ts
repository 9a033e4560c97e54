import { CONCURRENCIES, turnOf, type Competition } from './competition.ts';
import { markdownTable } from './document.ts';
import { figureOf, figureText } from './figure.ts';
import type { Answered } from './load/closed-loop.ts';
import { eachOf } from './rounds.ts';
import type { Turn } from './turn.ts';

const text = (values: readonly number[], digits = 0): string => figureText(figureOf(values), digits);

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
        [name].concat(cells.map(([, pick, digits]) => text(eachOf(rounds, pick, turnOf(name, concurrency)), digits))),
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
  const atSteadyRate = Object.entries(standings)
    .filter(([, { steady }]) => steady.length > 0)
    .map(([name, { steady }]) => {
      const latency = (share: keyof Answered['latency']) =>
        text(
          steady.map((turn) => turn.latency[share]),
          2,
        );
      return [name, latency('p50'), latency('p99'), latency('p99.9')];
    });
  const process = Object.entries(standings).map(([name, { memory, starts }]) => [
    name,
    text(memory.map(({ idle }) => idle.gateway)),
    text(memory.map(({ loaded }) => loaded.gateway)),
    text(memory.map(({ idle }) => idle.backend)),
    text(memory.map(({ loaded }) => loaded.backend)),
    text(starts),
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
