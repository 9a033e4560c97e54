import { expect, it } from 'vitest';

import { warmUp } from './warm-up.ts';

/** Windows with these figures, the last of which repeats. */
function windows(...figures: readonly number[]) {
  let taken = 0;
  return {
    take: () => Promise.resolve(figures[Math.min(taken++, figures.length - 1)] ?? Number.NaN),
    get taken() {
      return taken;
    },
  };
}

it('a warm-up ends when a window costs about as much as the window before', async () => {
  const compiling = windows(900, 500, 400, 390, 100);
  expect(await warmUp(compiling.take)).toBeUndefined();
  expect(compiling.taken).toBe(4);
});

it('a warm-up takes at least two windows', async () => {
  const steady = windows(400);
  expect(await warmUp(steady.take)).toBeUndefined();
  expect(steady.taken).toBe(2);
});

it('a warm-up goes on after windows without responses', async () => {
  const slow = windows(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 500, 490);
  expect(await warmUp(slow.take)).toBeUndefined();
  expect(slow.taken).toBe(4);
});

it('a warm-up that does not become steady ends after 8 windows with the last difference', async () => {
  const unsteady = windows(100, 200, 100, 200, 100, 200, 100, 150, 100);
  expect(await warmUp(unsteady.take)).toBe(0.5);
  expect(unsteady.taken).toBe(8);
});
