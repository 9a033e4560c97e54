import { markdownTable } from '../../libs/markdown/src/markdown-table.ts';
import { spreadText } from '../figure.ts';
import { ALL_GROUPS, GROUPS_IN_PATH, type Component } from './component.ts';
import { cpuMicroseconds, idleMillicores, latencies, memoryMegabytes } from './costs.ts';
import { dataPlaneNamed, type DataPlaneName } from './data-plane.ts';
import { GENERATOR } from './generator-ceiling.ts';
import { highestRate, isAtEndOfSearch, P99_LIMIT_MS, type Step } from './highest-rate.ts';
import type { MeshResults } from './results.ts';

/** The values of one row for a data plane, one for each sample; none where it has no such component. */
type ValuesOf = (plane: DataPlaneName) => readonly number[];
type ComponentValuesOf = (plane: DataPlaneName, components: readonly Component[]) => readonly number[];
type Row = readonly [title: string, of: ValuesOf, digits?: number];

/** The section of docs/benchmarks.md. */
export function sectionOf(results: MeshResults): string {
  const { startedAt, machine, versions, options, samples, planes } = results;
  const software = Object.entries(versions).map((entry) => entry.join(' '));
  const idle: ComponentValuesOf = (plane, components) => idleMillicores(samples, plane, components);
  const memory: ComponentValuesOf = (plane, components) => memoryMegabytes(samples, plane, components);
  const late = samples.filter(({ load }) => load.late > 0).length;
  const sumOf = (name: 'requests' | 'failed' | 'degraded') => samples.reduce((sum, { load }) => sum + load[name], 0);
  return [
    [
      `${startedAt.slice(0, 10)}; nodes: ${machine.nodes}, with ${machine.cpus} CPUs (${machine.architecture}) and ${machine.memoryGiB} GiB in all, Kubernetes ${machine.kubernetes};`,
      `${software.join(', ')}; rounds: ${options.rounds}, with samples of ${options.seconds} s.`,
      'Each figure is the median of all rounds, with the least and the most in parentheses.',
    ].join(' '),
    ...options.rates.flatMap((rate) => [
      `### ${rate} requests a second`,
      table('CPU of a request, µs', planes, cpuRows(results, rate)),
      table('latency, ms', planes, latencyRows(results, rate)),
    ]),
    `Of ${samples.length} samples ${late} sent requests late, since all connections were busy; of ${sumOf('requests')} requests ${sumOf('failed')} failed, and ${sumOf('degraded')} responses lacked a part.`,
    `### Highest rate with p99 below ${P99_LIMIT_MS} ms`,
    highestRates(results),
    '### What is used without load, and memory',
    table('CPU while idle, thousandths of a CPU', planes, groupRows(ALL_GROUPS, idle, 1)),
    table('memory under load, MB', planes, groupRows(ALL_GROUPS, memory, 0)),
  ].join('\n\n');
}

const table = (title: string, planes: readonly DataPlaneName[], rows: readonly Row[]): string =>
  markdownTable(
    [title, ...planes.map((plane) => dataPlaneNamed(plane).title)],
    rows.map(([name, of, digits = 0]) => [name, ...planes.map((plane) => cell(of(plane), digits))]),
  );

const cell = (values: readonly number[], digits: number): string =>
  values.length > 0 ? spreadText(values, digits) : '–';

const groupRows = (groups: typeof ALL_GROUPS, of: ComponentValuesOf, digits = 0): readonly Row[] =>
  groups.map(({ title, components }) => [title, (plane) => of(plane, components), digits]);

function cpuRows({ samples }: MeshResults, rate: number): readonly Row[] {
  const of: ComponentValuesOf = (plane, components) => cpuMicroseconds(samples, plane, rate, components);
  const gateway: ValuesOf = (plane) => of(plane, ['gateway']);
  const itsSidecar: ValuesOf = (plane) => of(plane, ['sidecar of the gateway']);
  const inPath = GROUPS_IN_PATH.flatMap(({ components }) => components);
  const all: ValuesOf = (plane) => of(plane, inPath);
  return [
    ...groupRows(GROUPS_IN_PATH, of),
    ['all of these', all],
    ['all of these, times those without a mesh', (plane) => ratios(all(plane), all('plain')), 2],
    ['the gateway alone', gateway],
    ['its sidecar', itsSidecar],
    ['the gateway, times its sidecar', (plane) => ratios(gateway(plane), itsSidecar(plane)), 2],
    ['control plane', (plane) => of(plane, ['control plane'])],
    ['load generator', (plane) => of(plane, ['load generator'])],
  ];
}

const latencyRows = ({ samples }: MeshResults, rate: number): readonly Row[] =>
  (['p50', 'p90', 'p99', 'p99.9'] as const).map((name) => [name, (plane) => latencies(samples, plane, rate, name), 1]);

function highestRates({ planes, generator, search }: MeshResults): string {
  const rate = (steps: readonly Step[], subject: string) => {
    const highest = highestRate(steps, subject);
    if (highest === undefined) return `below ${steps.find((step) => step.subject === subject)?.load.requestsPerSecond}`;
    return isAtEndOfSearch(steps, subject) ? `${highest} or more` : `${highest}`;
  };
  return markdownTable(
    ['', `${GENERATOR} alone`, ...planes.map((plane) => dataPlaneNamed(plane).title)],
    [['requests a second', rate(generator, GENERATOR), ...planes.map((plane) => rate(search, plane))]],
  );
}

/** Of samples of the same round; none if one of the lists is empty. */
const ratios = (values: readonly number[], others: readonly number[]): readonly number[] =>
  others.length > 0 ? values.map((value, index) => value / (others[index] ?? Number.NaN)) : [];
