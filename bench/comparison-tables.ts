import { markdownTable } from '#markdown';

import {
  CONCURRENCIES,
  pageSampleOf,
  sampleOf,
  STEADY_RATE,
  steadySampleOf,
  type Comparison,
  type ProcessStats,
} from './comparison.ts';
import { spreadText } from './figure.ts';
import { eachOf, type Round } from './rounds.ts';
import type { Sample } from './sample.ts';

/** The program that the CPU time of the others is divided by. */
const REFERENCE = 'go';

type Column = readonly [title: string, pick: (sample: Sample) => number, digits: number];

const GATEWAY: Column = ['gateway', ({ cpu }) => cpu.gateway, 0];
const COST: readonly Column[] = [
  GATEWAY,
  ['four backends', ({ cpu }) => cpu.backends, 0],
  ['all five', ({ cpu }) => cpu.all, 0],
];
const THROUGHPUT: Column = ['responses/s', (sample) => sample.responsesPerSecond, 0];
const LATENCY: readonly Column[] = [
  ['p50, ms', ({ latency }) => latency.p50, 2],
  ['p99, ms', ({ latency }) => latency.p99, 2],
  ['p99.9, ms', ({ latency }) => latency['p99.9'], 2],
];

/** CPU time, throughput, latency, memory and start of each program. */
export function comparisonTables({ rounds, steadyRounds, absent, processStats, unsteady }: Comparison): string {
  const names = Object.keys(processStats);
  const concurrencies = CONCURRENCIES.toSorted((a, b) => a - b);
  const at = (concurrency: number, columns: readonly Column[], withRatio: boolean) =>
    samplesTable(`${concurrency} at a time`, rounds, names, (name) => sampleOf(name, concurrency), columns, withRatio);
  return [
    '### CPU of a request, µs',
    ...concurrencies.map((concurrency) => at(concurrency, COST, true)),
    samplesTable('the page, 64 at a time', rounds, names, pageSampleOf, COST, true),
    '### Throughput and latency',
    ...concurrencies.map((concurrency) => at(concurrency, [THROUGHPUT, ...LATENCY], false)),
    `### Latency at a steady rate, ${STEADY_RATE} a second, however many responses have come`,
    steadyRounds.length > 0
      ? samplesTable('', steadyRounds, names, steadySampleOf, LATENCY, false)
      : 'Not measured: the load generator is built with Go.',
    '### Memory and start',
    processTable(processStats),
    ...Object.entries(absent).map(([name, reason]) => `${name} was not measured: ${reason}`),
    unsteady.map((sentence) => `- ${sentence}`).join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** A row of each program that has samples of that name. */
function samplesTable(
  title: string,
  rounds: readonly Round[],
  programs: readonly string[],
  sampleName: (program: string) => string,
  columns: readonly Column[],
  withRatio: boolean,
): string {
  const isMeasured = (program: string) => rounds.every((round) => round[sampleName(program)] !== undefined);
  const ratio = (program: string) =>
    isMeasured(REFERENCE) ? spreadText(eachOf(rounds, GATEWAY[1], sampleName(program), sampleName(REFERENCE)), 2) : '–';
  const cells = (program: string) => {
    const figures = columns.map(([, pick, digits]) => spreadText(eachOf(rounds, pick, sampleName(program)), digits));
    return [program].concat(figures, withRatio ? ratio(program) : []);
  };
  return markdownTable(
    [title, ...columns.map(([column]) => column), ...(withRatio ? [`gateway, times ${REFERENCE}`] : [])],
    programs.filter(isMeasured).map(cells),
  );
}

const processTable = (processStats: Readonly<Record<string, readonly ProcessStats[]>>): string =>
  markdownTable(
    ['', 'gateway idle, MB', 'loaded', 'backend idle, MB', 'loaded', 'start of a gateway to its first response, ms'],
    Object.entries(processStats).map(([name, instanceSets]) => [
      name,
      spreadText(instanceSets.map(({ memory }) => memory.idle.gateway)),
      spreadText(instanceSets.map(({ memory }) => memory.loaded.gateway)),
      spreadText(instanceSets.map(({ memory }) => memory.idle.backend)),
      spreadText(instanceSets.map(({ memory }) => memory.loaded.backend)),
      spreadText(instanceSets.flatMap(({ starts }) => starts)),
    ]),
  );
