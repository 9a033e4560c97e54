import { expect, it } from 'vitest';

import { eachOf } from './rounds.ts';
import type { Sample } from './sample.ts';

const sample = (gateway: number) => ({ cpu: { gateway } }) as Sample;
const gateway = ({ cpu }: Sample) => cpu.gateway;

/** A machine that slows down from round to round, for both programs. */
const ROUNDS = [
  { floor: sample(100), product: sample(110) },
  { floor: sample(200), product: sample(240) },
  { floor: sample(300), product: sample(390) },
];

it('eachOf gives a figure of each round', () => {
  expect(eachOf(ROUNDS, gateway, 'product')).toEqual([110, 240, 390]);
});

it('a ratio compares samples of the same round, so that what slows both down has no effect', () => {
  expect(eachOf(ROUNDS, gateway, 'product', 'floor')).toEqual([1.1, 1.2, 1.3]);
});

it('eachOf throws for a sample that was not taken', () => {
  expect(() => eachOf(ROUNDS, gateway, 'rust')).toThrow('No sample is named rust.');
});
