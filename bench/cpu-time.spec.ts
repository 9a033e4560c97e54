import { expect, it } from 'vitest';

import { cpuTime } from './cpu-time.ts';

it.runIf(process.platform === 'linux')('is what the process knows of itself', () => {
  const before = process.cpuUsage();
  const measured = cpuTime(process.pid);
  const after = process.cpuUsage();
  // The kernel brings its books up to date a few hundred times a second.
  const behind = 20_000;
  expect(measured).toBeGreaterThan(before.user + before.system - behind);
  expect(measured).toBeLessThan(after.user + after.system + behind);
});
