import { expect, it } from 'vitest';

import { orderOfRound } from './order-of-round.ts';

it('each round begins with another participant, and every second one goes backwards', () => {
  const rounds = [0, 1, 2, 3].map((index) => orderOfRound(['a', 'b', 'c'], index).join(''));
  expect(rounds).toEqual(['abc', 'acb', 'cab', 'cba']);
});
