import { describe, expect, it } from 'vitest';

import { countBy, quantile } from './statistics.ts';

describe('quantile', () => {
  it('is the nearest rank, whatever the order of the values', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([quantile(values, 0.5), quantile(values, 0.99), quantile(values, 0)]).toEqual([50, 99, 1]);
  });

  it('of one value is that value, and of none is null', () => {
    expect([quantile([7], 0.5), quantile([7], 0.99), quantile([], 0.5)]).toEqual([7, 7, null]);
  });
});

describe('countBy', () => {
  it('lists the most frequent name first', () => {
    expect(countBy(['a', 'b', 'b'])).toEqual([
      { name: 'b', count: 2 },
      { name: 'a', count: 1 },
    ]);
  });
});
