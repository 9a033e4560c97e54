import { expect, it } from 'vitest';

import { isSteady, type Resident } from './resident-memory.ts';

const samples = (...megabytes: number[]): Resident[] =>
  megabytes.map((value) => new Map([['price', value * 1_000_000] as const, ['reviews', 80_000_000] as const]));

it('memory is steady when no sample of any service differs from those before it', () => {
  expect(isSteady(samples(84, 84.1, 84.1))).toBe(false);
  expect(isSteady(samples(84, 86, 86.1, 86.1))).toBe(false);
  expect(isSteady(samples(86, 86.1, 86.1, 86.2))).toBe(true);
});
