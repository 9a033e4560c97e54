import type { BenchReport } from './bench-report.ts';
import { pageSampleOf, sampleOf, STEADY_RATE, steadySampleOf, type Comparison } from './comparison.ts';
import { figureOf, type Figure } from './figure.ts';
import { PRODUCT } from './programs.ts';
import { eachOf, type Round } from './rounds.ts';
import type { Sample } from './sample.ts';

/** What the product is to reach; most are ratios within one run, since absolute figures are the machine's. */
export interface Goal {
  readonly goal: string;
  readonly bound: number;
  /** Whether more than the bound is wanted, and not less. */
  readonly atLeast: boolean;
  /** Absent if a program that it compares was not measured. */
  readonly reached: Figure | undefined;
}

export const isMet = ({ reached, bound, atLeast }: Goal): boolean =>
  reached !== undefined && (atLeast ? reached.median >= bound : reached.median <= bound);

/** Of the parts that were measured. */
export function goalsOf({ comparison, growth, soaked }: BenchReport): readonly Goal[] {
  return [
    ...(comparison ? comparisonGoals(comparison) : []),
    ...(growth ? growthGoals(growth) : []),
    ...(soaked && soaked.length > 1 ? [memoryGoal(soaked)] : []),
  ];
}

function comparisonGoals({ rounds, steadyRounds, processStats }: Comparison): readonly Goal[] {
  const versus = (
    other: string,
    pick: (sample: Sample) => number,
    nameOf: (program: string) => string,
    of: readonly Round[] = rounds,
  ): readonly number[] => {
    const [name, otherName] = [nameOf(PRODUCT), nameOf(other)];
    return of.every((round) => round[otherName] !== undefined) ? eachOf(of, pick, name, otherName) : [];
  };
  const at = (concurrency: number) => (program: string) => sampleOf(program, concurrency);
  const gateway = ({ cpu }: Sample) => cpu.gateway;
  const p99 = ({ latency }: Sample) => latency.p99;
  const product = processStats[PRODUCT] ?? [];
  const starts = product.flatMap((stats) => stats.starts);
  const idle = product.map(({ memory }) => memory.idle.gateway);
  return [
    goal('CPU of the gateway at 64 at a time, times go', '≤', 1.3, versus('go', gateway, at(64))),
    goal('CPU of the gateway at 1 at a time, times go', '≤', 1.6, versus('go', gateway, at(1))),
    goal(
      'CPU of all five at 64 at a time, times nest-fastify',
      '≤',
      0.7,
      versus('nest-fastify', ({ cpu }) => cpu.all, at(64)),
    ),
    goal(
      'throughput at 64 at a time, times nest-fastify',
      '≥',
      1.3,
      versus('nest-fastify', (sample) => sample.responsesPerSecond, at(64)),
    ),
    goal('p99 at 8 at a time, times go', '≤', 1.5, versus('go', p99, at(8))),
    goal(`p99 at ${STEADY_RATE} a second, times go`, '≤', 2, versus('go', p99, steadySampleOf, steadyRounds)),
    goal("CPU of the gateway for a page, times go's page", '≤', 1.6, versus('go', gateway, pageSampleOf)),
    goal('start of a gateway to its first response, ms', '≤', 250, starts),
    goal('memory of an idle gateway, MB', '≤', 90, idle),
  ];
}

function growthGoals(growth: readonly Round[]): readonly Goal[] {
  const cost = ({ cpu }: Sample) => cpu.all;
  return [
    goal('CPU with 1,000,000 products, times 70', '≤', 1.1, eachOf(growth, cost, '1,000,000 products', '4 options')),
    goal('CPU with 100 options, times 4', '≤', 3, eachOf(growth, cost, '100 options', '4 options')),
  ];
}

function memoryGoal(soaked: NonNullable<BenchReport['soaked']>): Goal {
  // The most, since memory rises until a full collection.
  const most = (part: typeof soaked) => Math.max(...part.map(({ memory }) => memory.gateway + 4 * memory.backend));
  const half = Math.ceil(soaked.length / 2);
  const [first, second] = [soaked.slice(0, half), soaked.slice(half)];
  const [until, all] = [first, second].map((part) => part.at(-1)?.requests.toLocaleString('en'));
  return goal(`most memory until ${all} requests, times until ${until}`, '≤', 1.1, [most(second) / most(first)]);
}

function goal(what: string, sign: '≤' | '≥', bound: number, values: readonly number[]): Goal {
  const reached = values.length > 0 ? figureOf(values) : undefined;
  return { goal: `${what} ${sign} ${bound}`, bound, atLeast: sign === '≥', reached };
}
