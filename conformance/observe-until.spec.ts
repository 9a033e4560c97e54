import { expect, it } from 'vitest';

import { observeUntil } from './observe-until.ts';

const OPTIONS = { timeoutMs: 60_000, intervalMs: 1, what: 'the count is high' };

it('observeUntil resolves with the first sufficient observation', async () => {
  let count = 0;
  const observe = async () => (count += 1);
  expect(await observeUntil(observe, (observed) => observed === 3, OPTIONS)).toBe(3);
});

it('observeUntil resolves with the last observation at the deadline', async () => {
  let count = 0;
  const observe = async () => (count += 1);
  expect(await observeUntil(observe, () => false, { ...OPTIONS, timeoutMs: 20 })).toBe(count);
});

it('observeUntil rejects with the error of an observation', async () => {
  let count = 0;
  const observe = async () => {
    count += 1;
    if (count === 2) throw new Error('no cluster');
    return count;
  };
  await expect(observeUntil(observe, () => false, OPTIONS)).rejects.toThrow('no cluster');
});

it('observeUntil rejects when the signal aborts', async () => {
  const interrupted = new AbortController();
  const observe = async () => interrupted.abort(new Error('interrupted'));
  const options = { ...OPTIONS, signal: interrupted.signal };
  await expect(observeUntil(observe, () => false, options)).rejects.toThrow(/aborted|interrupted/);
});
