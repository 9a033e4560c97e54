import { setImmediate } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { loadUntil } from './load-until.ts';
import { observedLoad } from './observed-load.ts';

const load = async (requests: number) => {
  await setImmediate();
  return observedLoad('price', { a: ['v1', requests] });
};

it('sends one load at least, and no other once it is done', async () => {
  const loads = await loadUntil(Promise.resolve(), { load }, 10);
  expect(loads.map(({ requests }) => requests)).toEqual([10]);
});

it('fails as what it waits for does, also in the middle of a load', async () => {
  await expect(loadUntil(Promise.reject(new Error('no such Deployment')), { load }, 10)).rejects.toThrow(
    'no such Deployment',
  );
});
