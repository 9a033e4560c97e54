import { describe, expect, it } from 'vitest';

import { PRODUCT, turnOf } from './competition.ts';
import { goalsOf, isMet } from './goals.ts';
import type { Turn } from './turn.ts';

const turn = (gateway: number, answersPerSecond: number) =>
  ({
    cpu: { gateway, backends: 400, all: gateway + 400 },
    answersPerSecond,
    latency: { p50: 1, p99: 2, 'p99.9': 3 },
  }) as Turn;

function report(gateway: number, answersPerSecond: number) {
  const turns = (name: string, of: Turn) => [8, 64].map((concurrency) => [turnOf(name, concurrency), of]);
  const round = Object.fromEntries([
    ...turns(PRODUCT, turn(gateway, answersPerSecond)),
    ...turns('floor', turn(400, 1000)),
    ...turns('nest-default', turn(500, 800)),
  ]) as Record<string, Turn>;
  const competition = { rounds: [round], absent: {}, standings: {} } as never;
  return { conditions: {}, competition };
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

  it('is not there if nobody measured it', () => {
    expect(goalsOf({ conditions: {} })).toEqual([]);
  });

  it('is memory that stays as it was once warm', () => {
    const memory = { gateway: 100, backend: 100 };
    const soaked = [
      { requests: 20_000, memory },
      { requests: 200_000, memory: { gateway: 200, backend: 100 } },
    ];
    const [goal] = goalsOf({ conditions: {}, soaked });
    expect(goal && isMet(goal)).toBe(false);
    expect(goal?.goal).toBe('memory after 200,000 requests, times 20,000 ≤ 1.1');
  });
});
