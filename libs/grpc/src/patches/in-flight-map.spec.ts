import { describe, expect, it } from 'vitest';

import { InFlightMap } from './in-flight-map.ts';

const holding = (...numbers: number[]): InFlightMap<string> => {
  const calls = new InFlightMap<string>();
  for (const number of numbers) calls.set(number, `call ${number}`);
  return calls;
};

describe('InFlightMap', () => {
  it('finds a value by its number until it is deleted', () => {
    const calls = holding(1, 3, 2 ** 31 - 1);
    calls.delete(3);
    expect([1, 2, 3, 2 ** 31 - 1].map((number) => calls.get(number))).toEqual([
      'call 1',
      undefined,
      undefined,
      'call 2147483647',
    ]);
  });

  it('counts a value once, however often it is set or deleted', () => {
    const calls = holding(1, 1, 3);
    expect(calls.size).toBe(2);
    calls.delete(1);
    calls.delete(1);
    expect(calls.size).toBe(1);
  });

  it('iterates over a snapshot while values are deleted', () => {
    const calls = holding(1, 3, 5);
    const visited: string[] = [];
    calls.forEach((call) => {
      visited.push(call);
      calls.delete(5);
    });
    expect(visited).toEqual(['call 1', 'call 3', 'call 5']);
    expect([...calls.values()]).toEqual(['call 1', 'call 3']);
  });
});
