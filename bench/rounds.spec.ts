import { expect, it } from 'vitest';

import { eachOf } from './rounds.ts';
import type { Turn } from './turn.ts';

const turn = (gateway: number) => ({ cpu: { gateway } }) as Turn;
const gateway = ({ cpu }: Turn) => cpu.gateway;

/** A machine that slows down from round to round, which both feel. */
const ROUNDS = [
  { floor: turn(100), product: turn(110) },
  { floor: turn(200), product: turn(240) },
  { floor: turn(300), product: turn(390) },
];

it('gives a figure of each round', () => {
  expect(eachOf(ROUNDS, gateway, 'product')).toEqual([110, 240, 390]);
});

it('compares turns of the same round, so that what slows both down is not seen', () => {
  expect(eachOf(ROUNDS, gateway, 'product', 'floor')).toEqual([1.1, 1.2, 1.3]);
});

it('knows no turn that was not taken', () => {
  expect(() => eachOf(ROUNDS, gateway, 'rust')).toThrow('No turn is named rust.');
});
