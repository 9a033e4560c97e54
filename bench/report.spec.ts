import { expect, it } from 'vitest';

import { summarise, table } from './report.ts';

const cost = (gateway: number, backends: number) => ({ gateway, backends, all: gateway + backends });

/** A machine that slows down from round to round, which both variants feel. */
const ROUNDS = [
  { plain: cost(100, 100), watched: cost(110, 100) },
  { plain: cost(200, 200), watched: cost(240, 200) },
  { plain: cost(300, 300), watched: cost(390, 300) },
  { plain: cost(400, 400), watched: cost(560, 400) },
];

it('sums up what a variant cost over the run, with its least and its most', () => {
  expect(summarise(ROUNDS, 'plain').all).toEqual({ overall: 500, min: 200, max: 800 });
});

it('compares two variants, so that what slows both down is not seen', () => {
  expect(summarise(ROUNDS, 'watched', 'plain').backends).toEqual({ overall: 1, min: 1, max: 1 });
  expect(summarise(ROUNDS, 'watched', 'plain').gateway).toEqual({ overall: 1.3, min: 1.1, max: 1.4 });
});

it('prints a line for each variant', () => {
  expect(table('times plain', { watched: summarise(ROUNDS, 'watched', 'plain') }, 2).split('\n')).toEqual([
    'times plain  gateway                  four backends            all five',
    'watched      1.30 (1.10 to 1.40)      1.00 (1.00 to 1.00)      1.15 (1.05 to 1.20)',
  ]);
});
