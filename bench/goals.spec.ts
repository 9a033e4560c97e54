import { describe, expect, it } from 'vitest';

import { PRODUCT, sampleOf } from './comparison.ts';
import { goalsOf, isMet } from './goals.ts';
import type { Sample } from './sample.ts';

const sample = (gateway: number, responsesPerSecond: number) =>
  ({
    cpu: { gateway, backends: 400, all: gateway + 400 },
    responsesPerSecond,
    latency: { p50: 1, p99: 2, 'p99.9': 3 },
  }) as Sample;

function report(gateway: number, responsesPerSecond: number) {
  const samples = (name: string, of: Sample) => [8, 64].map((concurrency) => [sampleOf(name, concurrency), of]);
  const round = Object.fromEntries([
    ...samples(PRODUCT, sample(gateway, responsesPerSecond)),
    ...samples('floor', sample(400, 1000)),
    ...samples('nest-default', sample(500, 800)),
  ]) as Record<string, Sample>;
  const comparison = { rounds: [round], absent: {}, processStats: {} } as never;
  return { conditions: {}, comparison };
}

describe('a goal', () => {
  it('is met by a ratio within its bound', () => {
    expect(goalsOf(report(430, 1050)).every(isMet)).toBe(true);
  });

  it('is missed by a gateway that takes more, or a throughput that is less', () => {
    const missed = goalsOf(report(480, 900)).filter((goal) => !isMet(goal));
    expect(missed.map(({ goal }) => goal)).toEqual([
      'CPU of the gateway, times the floor ≤ 1.1',
      'throughput, times nest-default ≥ 1.3',
    ]);
  });

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
