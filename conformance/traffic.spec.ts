import { setImmediate } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { loadUntil } from './traffic.ts';
import { fakeLoadReport } from '../libs/testbed/src/load/fake-load-report.ts';

const load = async (requests: number) => {
  await setImmediate();
  return fakeLoadReport('price', { a: ['v1', requests] });
};

it('loadUntil sends at least one load, and none after the promise has resolved', async () => {
  const loads = await loadUntil(Promise.resolve(), { load }, 10);
  expect(loads.map(({ requests }) => requests)).toEqual([10]);
});

it('loadUntil rejects when the promise rejects, also in the middle of a load', async () => {
  await expect(loadUntil(Promise.reject(new Error('no such Deployment')), { load }, 10)).rejects.toThrow(
    'no such Deployment',
  );
});
