import { expect, it } from 'vitest';

import { cpuTime, parseResidentBytes } from './process-stats.ts';

it.runIf(process.platform === 'linux')('the CPU time of a process is what the process itself measures', () => {
  const before = process.cpuUsage();
  const measured = cpuTime(process.pid);
  const after = process.cpuUsage();
  // The kernel brings its counters up to date a few hundred times a second.
  const behind = 20_000;
  expect(measured).toBeGreaterThan(before.user + before.system - behind);
  expect(measured).toBeLessThan(after.user + after.system + behind);
});

it('the resident memory of a process is the VmRSS of its status', () => {
  expect(parseResidentBytes('Name:\tnode\nVmHWM:\t   84000 kB\nVmRSS:\t   81800 kB\nThreads:\t11\n')).toBe(83_763_200);
});
