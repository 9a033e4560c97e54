import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { expect, it } from 'vitest';

import { cpuTime, cpuTimeWithChildren, parseResidentBytes } from './process-stats.ts';

it.runIf(process.platform === 'linux')('the CPU time of a process is what the process itself measures', () => {
  const before = process.cpuUsage();
  const measured = cpuTime(process.pid);
  const after = process.cpuUsage();
  // The kernel brings its counters up to date a few hundred times a second.
  const behind = 20_000;
  expect(measured).toBeGreaterThan(before.user + before.system - behind);
  expect(measured).toBeLessThan(after.user + after.system + behind);
});

it.runIf(process.platform === 'linux')('the CPU time with children has that of a running child', async () => {
  const work = 'for (let i = 0; i < 1e8; i += 1); console.log("done"); process.stdin.resume()';
  const child = spawn(process.execPath, ['-e', work], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    const own = cpuTime(process.pid);
    expect(cpuTimeWithChildren(process.pid)).toBeGreaterThanOrEqual(own + cpuTime(child.pid ?? 0) * 0.9);
  } finally {
    child.kill();
  }
});

it('the resident memory of a process is the VmRSS of its status', () => {
  expect(parseResidentBytes('Name:\tnode\nVmHWM:\t   84000 kB\nVmRSS:\t   81800 kB\nThreads:\t11\n')).toBe(83_763_200);
});
