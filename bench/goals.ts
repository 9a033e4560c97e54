import type { BenchReport } from './bench-report.ts';
import { PRODUCT, sampleOf } from './comparison.ts';
import { figureOf, type Figure } from './figure.ts';
import { eachOf } from './rounds.ts';
import type { Sample } from './sample.ts';

/** What the product is to reach: a ratio within one run, since absolute figures are the machine's. */
export interface Goal {
  readonly goal: string;
  readonly bound: number;
  /** Whether more than the bound is wanted, and not less. */
  readonly atLeast: boolean;
  readonly reached: Figure;
}

export const isMet = ({ reached: { median }, bound, atLeast }: Goal): boolean =>
  atLeast ? median >= bound : median <= bound;

/** Of the parts that were measured. */
export function goalsOf({ comparison, growth, soaked }: BenchReport): readonly Goal[] {
  const goals: Goal[] = [];
  const add = (goal: string, sign: '≤' | '≥', bound: number, values: readonly number[]) =>
    goals.push({ goal: `${goal} ${sign} ${bound}`, bound, atLeast: sign === '≥', reached: figureOf(values) });
  if (comparison) {
    const versus = (other: string, concurrency: number, pick: (sample: Sample) => number) =>
      eachOf(comparison.rounds, pick, sampleOf(PRODUCT, concurrency), sampleOf(other, concurrency));
    add(
      'CPU of the gateway, times the floor',
      '≤',
      1.1,
      versus('floor', 64, ({ cpu }) => cpu.gateway),
    );
    add(
      'CPU of an RPC in a backend, times the floor',
      '≤',
      1.1,
      versus('floor', 64, ({ cpu }) => cpu.backends),
    );
    add(
      'throughput, times nest-default',
      '≥',
      1.3,
      versus('nest-default', 64, (sample) => sample.responsesPerSecond),
    );
    add(
      'p99 at 8 at a time, times the floor',
      '≤',
      1,
      versus('floor', 8, ({ latency }) => latency.p99),
    );
  }
  if (growth) {
    const cost = ({ cpu }: Sample) => cpu.all;
    add('CPU with 1,000,000 products, times 70', '≤', 1.1, eachOf(growth, cost, '1,000,000 products', '4 options'));
    add('CPU with 100 options, times 4', '≤', 3, eachOf(growth, cost, '100 options', '4 options'));
  }
  if (soaked && soaked.length > 1) {
    // The most, since memory rises until a full collection.
    const most = (part: typeof soaked) => Math.max(...part.map(({ memory }) => memory.gateway + 4 * memory.backend));
    const half = Math.ceil(soaked.length / 2);
    const [first, second] = [soaked.slice(0, half), soaked.slice(half)];
    const [until, all] = [first, second].map((part) => part.at(-1)?.requests.toLocaleString('en'));
    add(`most memory until ${all} requests, times until ${until}`, '≤', 1.1, [most(second) / most(first)]);
  }
  return goals;
}
