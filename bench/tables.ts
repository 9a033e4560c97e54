import type { BenchReport } from './bench-report.ts';
import { CONCURRENCIES, turnOf, type Competition } from './competition.ts';
import { markdownTable } from './document.ts';
import { figureOf, figureText } from './figure.ts';
import { goalsOf, isMet } from './goals.ts';
import { RESPECTS } from './growth.ts';
import type { Answered } from './load/closed-loop.ts';
import { eachOf, type Round } from './rounds.ts';
import type { Turn } from './turn.ts';

const text = (values: readonly number[], digits = 0): string => figureText(figureOf(values), digits);

/** All that a report has, in Markdown: medians, each with the least and the most of all rounds. */
export function markdownOf(report: BenchReport): string {
  const { competition, growth, soaked } = report;
  const goals = goalsOf(report).map((goal) => [goal.goal, figureText(goal.reached, 2), isMet(goal) ? 'yes' : '**no**']);
  const parts = [
    Object.entries(report.conditions)
      .map((entry) => entry.join(': '))
      .join('; '),
    goals.length > 0 && `### Goals\n\n${markdownTable(['goal', 'reached', 'met'], goals)}`,
    competition && competitionOf(competition),
    growth && `### What more costs\n\n${growthTable(growth)}`,
    soaked &&
      `### Memory over time\n\n${markdownTable(['requests', 'gateway, MB', 'a backend, MB'], soaked.map(soakedRow))}`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

function competitionOf({ rounds, absent, atRate, openLoop, memory, starts }: Competition): string {
  const names = Object.keys(memory);
  const at = (
    concurrency: number,
    cells: readonly (readonly [title: string, pick: (turn: Turn) => number, digits: number])[],
  ) =>
    markdownTable(
      [`${concurrency} at a time`, ...cells.map(([title]) => title)],
      names.map((name) => [
        name,
        ...cells.map(([, pick, digits]) => text(eachOf(rounds, pick, turnOf(name, concurrency)), digits)),
      ]),
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
  const steady = Object.entries(openLoop).map(([name, turns]) => {
    const latency = (share: keyof Answered['latency']) =>
      text(
        turns.map((turn) => turn.latency[share]),
        2,
      );
    return [name, latency('p50'), latency('p99'), latency('p99.9')];
  });
  const process = names.map((name) => {
    const of = memory[name] ?? [];
    return [
      name,
      text(of.map(({ idle }) => idle.gateway)),
      text(of.map(({ loaded }) => loaded.gateway)),
      text(of.map(({ idle }) => idle.backend)),
      text(of.map(({ loaded }) => loaded.backend)),
      text(starts[name] ?? []),
    ];
  });
  return [
    '### CPU of a request, µs',
    ...cost,
    '### Throughput and latency',
    ...speed,
    `### Latency at a steady rate, ${atRate.requestsPerSecond} a second, whatever has been answered`,
    steady.length > 0 ? markdownTable(['', 'p50, ms', 'p99, ms', 'p99.9, ms'], steady) : 'Not measured: it takes Go.',
    '### Memory and start',
    markdownTable(
      ['', 'gateway idle, MB', 'loaded', 'backend idle, MB', 'loaded', 'start of a gateway to its first answer, ms'],
      process,
    ),
    ...Object.entries(absent).map(([name, reason]) => `${name} did not take part: ${reason}`),
  ].join('\n\n');
}

function growthTable(rounds: readonly Round[]): string {
  const rows = RESPECTS.map(({ name, base }) => [
    name,
    text(eachOf(rounds, ({ cpu }) => cpu.gateway, name)),
    text(eachOf(rounds, ({ cpu }) => cpu.backends, name)),
    text(eachOf(rounds, ({ cpu }) => cpu.all, name)),
    base === undefined
      ? '–'
      : `${text(
          eachOf(rounds, ({ cpu }) => cpu.all, name, base),
          2,
        )} times ${base}`,
  ]);
  return markdownTable(
    ['CPU of a request, µs', 'gateway', 'four backends', 'all five', 'all five, in comparison'],
    rows,
  );
}

const soakedRow = ({ requests, memory }: NonNullable<BenchReport['soaked']>[number]): string[] => [
  requests.toLocaleString('en'),
  memory.gateway.toFixed(0),
  memory.backend.toFixed(0),
];
