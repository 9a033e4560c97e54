import { Agent, request } from 'node:http';

import { describe, expect, it } from 'vitest';

import { alive, startServices, TIMEOUT_MS } from './start.programs.ts';

describe('the gateway', { timeout: TIMEOUT_MS }, () => {
  it('responds to every request that it accepted when SIGTERM comes amid 10,000 at concurrency 32', async () => {
    const { starter, gateway, pids } = await startServices();
    const pid = Number(/"pid":(\d+),"service":"gateway"/.exec(starter.output)?.[1]);
    const agent = new Agent({ keepAlive: true, maxSockets: 32 });
    const results = { responses: 0, refused: 0, lost: [] as string[] };
    let sent = 0;

    const get = () =>
      new Promise<void>((resolve) => {
        request(`${gateway}/product/9310301`, { agent }, (response) => {
          if (response.statusCode !== 200) results.lost.push(`status ${response.statusCode}`);
          response.resume().on('end', () => {
            results.responses += 1;
            resolve();
          });
        })
          .on('error', (error: NodeJS.ErrnoException) => {
            if (error.code === 'ECONNREFUSED') results.refused += 1;
            else results.lost.push(String(error.code));
            resolve();
          })
          .end();
      });
    const worker = async () => {
      while (sent < 10_000) {
        sent += 1;
        if (sent === 3000) process.kill(pid, 'SIGTERM');
        await get();
      }
    };
    await Promise.all(Array.from({ length: 32 }, worker));
    agent.destroy();

    expect(results.lost).toEqual([]);
    expect(results.responses).toBeGreaterThanOrEqual(3000 - 32);
    expect(results.responses + results.refused).toBe(10_000);
    await expect.poll(() => alive(pid)).toBe(false);
    expect(starter.output).toContain('gateway HAS ENDED (exit code 0)');
    starter.child.kill('SIGINT');
    expect(await starter.closed).toEqual([0, null]);
    expect(pids.filter(alive)).toEqual([]);
  });
});
