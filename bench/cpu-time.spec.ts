import { describe, expect, it } from 'vitest';

import { cpuTime, parseCpuTime } from './cpu-time.ts';

describe('the CPU time of a process', () => {
  it('is what it used in its own code and in the kernel, whatever its name', () => {
    const stat = '4711 (a (b) 9 8 c) S 1 4711 4711 0 -1 4194560 9000 0 12 0 250 75 3 4 20 0 11 0 5150 1300000000 22000';
    expect(parseCpuTime(stat)).toBe(3_250_000);
  });

  it.runIf(process.platform === 'linux')('agrees with what the process knows of itself', () => {
    const before = process.cpuUsage();
    const measured = cpuTime(process.pid);
    const after = process.cpuUsage();
    const tick = 10_000;
    expect(measured).toBeGreaterThan(before.user + before.system - 2 * tick);
    expect(measured).toBeLessThan(after.user + after.system + 2 * tick);
  });
});
