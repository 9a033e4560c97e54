import { setTimeout as sleep } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { measureCpu } from './used-cpu.ts';

it('the CPU time of some work is what each clock counts meanwhile, in all and for each second', async () => {
  const clocks = [1000, 500].map((most) => {
    const readings = [0, most];
    return () => readings.shift() ?? 0;
  });
  const startedAt = performance.now();
  const { result, microseconds, perSecond } = await measureCpu(clocks, async () => {
    await sleep(20);
    return 'done';
  });
  const seconds = (performance.now() - startedAt) / 1000;
  expect(result).toBe('done');
  expect(microseconds).toEqual([1000, 500]);
  expect(perSecond[0]).toBe(2 * (perSecond[1] ?? 0));
  expect(perSecond[0]).toBeGreaterThanOrEqual(1000 / seconds);
  expect(perSecond[0]).toBeLessThan(1000 / 0.019);
});
