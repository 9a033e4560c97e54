import { describe, expect, it } from 'vitest';

import { CONCURRENCIES, pageSampleOf, sampleOf, steadySampleOf } from './comparison.ts';
import { goalsOf, isMet } from './goals.ts';
import { PRODUCT } from './programs.ts';
import type { Sample } from './sample.ts';

const GATEWAY_GOALS = [
  'CPU of the gateway at 64 at a time, times go ≤ 1.3',
  'CPU of the gateway at 1 at a time, times go ≤ 1.6',
  "CPU of the gateway for a page, times go's page ≤ 1.6",
];
const LATENCY_GOALS = ['p99 at 8 at a time, times go ≤ 1.5', 'p99 at 150 a second, times go ≤ 2'];
const NEST_GOALS = [
  'CPU of all five at 64 at a time, times nest-fastify ≤ 0.7',
  'throughput at 64 at a time, times nest-fastify ≥ 1.3',
];
const PROCESS_GOALS = ['start of a gateway to its first response, ms ≤ 250', 'memory of an idle gateway, MB ≤ 90'];

interface Figures {
  readonly gateway: number;
  readonly responsesPerSecond: number;
  readonly p99: number;
}

const WITHIN = { gateway: 120, responsesPerSecond: 1400, p99: 4 };
const BASELINES = {
  go: { gateway: 100, responsesPerSecond: 3000, p99: 3 },
  'nest-fastify': { gateway: 420, responsesPerSecond: 1000, p99: 9 },
};

const sampleWith = ({ gateway, responsesPerSecond, p99 }: Figures) =>
  ({
    cpu: { gateway, backends: 200, store: 0, all: gateway + 200 },
    responsesPerSecond,
    latency: { p50: 1, p99, 'p99.9': 2 * p99 },
  }) as Sample;

/** A report of one round: the product with those figures, beside baselines. */
function reportOf(
  product: Figures,
  baselines: Readonly<Record<string, Figures>> = BASELINES,
  stats = { start: 200, idle: 80 },
) {
  const programs = Object.entries({ [PRODUCT]: product, ...baselines });
  const round = (names: readonly ((program: string) => string)[]) =>
    Object.fromEntries(
      programs.flatMap(([program, figures]) => names.map((name) => [name(program), sampleWith(figures)])),
    );
  const closed = CONCURRENCIES.map((concurrency) => (program: string) => sampleOf(program, concurrency));
  const comparison = {
    rounds: [round([...closed, pageSampleOf])],
    steadyRounds: [round([steadySampleOf])],
    processStats: { [PRODUCT]: [{ memory: { idle: { gateway: stats.idle } }, starts: [stats.start] }] },
  } as never;
  return { conditions: {}, comparison };
}

const missedOf = (report: ReturnType<typeof reportOf>) =>
  goalsOf(report)
    .filter((goal) => !isMet(goal))
    .map(({ goal }) => goal);

describe('the goals of the comparison', () => {
  it('are met by figures within their bounds', () => {
    const goals = goalsOf(reportOf(WITHIN));
    expect(goals.every(isMet)).toBe(true);
    expect(goals.map(({ goal }) => goal).toSorted()).toEqual(
      [...GATEWAY_GOALS, ...LATENCY_GOALS, ...NEST_GOALS, ...PROCESS_GOALS].toSorted(),
    );
  });

  it.each([
    ['a gateway that takes more CPU time', { ...WITHIN, gateway: 170 }, GATEWAY_GOALS],
    ['five services that take more CPU time', { ...WITHIN, gateway: 300 }, [...GATEWAY_GOALS, NEST_GOALS[0]]],
    ['a lower throughput', { ...WITHIN, responsesPerSecond: 1200 }, [NEST_GOALS[1]]],
    ['a higher latency', { ...WITHIN, p99: 7 }, LATENCY_GOALS],
  ])('are missed by %s', (_, product, missed) => {
    expect(missedOf(reportOf(product)).toSorted()).toEqual(missed.toSorted());
  });

  it('are missed by a slow start and by more memory', () => {
    expect(missedOf(reportOf(WITHIN, BASELINES, { start: 300, idle: 100 }))).toEqual(PROCESS_GOALS);
  });

  it('have no figure where Go is not measured', () => {
    const goals = goalsOf(reportOf(WITHIN, { 'nest-fastify': BASELINES['nest-fastify'] }));
    const unmeasured = goals.filter(({ reached }) => reached === undefined).map(({ goal }) => goal);
    expect(unmeasured.toSorted()).toEqual([...GATEWAY_GOALS, ...LATENCY_GOALS].toSorted());
  });
});

describe('a goal', () => {
  it('is absent if its part was not measured', () => {
    expect(goalsOf({ conditions: {} })).toEqual([]);
  });

  it('is memory whose highest level stays as it was', () => {
    const soakedTo = (last: number) => {
      const levels = [60, 100, 70, last];
      const soaked = levels.map((gateway, index) => ({
        requests: 50_000 * (index + 1),
        memory: { gateway, backend: 100 },
      }));
      return goalsOf({ conditions: {}, soaked });
    };
    expect(soakedTo(105).every(isMet)).toBe(true);
    const [goal] = soakedTo(200);
    expect(goal && isMet(goal)).toBe(false);
    expect(goal?.goal).toBe('most memory until 200,000 requests, times until 100,000 ≤ 1.1');
  });
});
