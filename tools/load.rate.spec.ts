import { describe, expect, it } from 'vitest';

import { startStubHttpServer } from '../libs/testbed/src/stub-http-server.ts';
import { load } from './load.program.ts';

describe('npm run load', () => {
  it.each([
    [15, 30],
    [16, 17],
    [100, 50],
  ])('at %i a second sends %i requests evenly, none before it is due, and no other', async (rate, count) => {
    const arrivedAt: number[] = [];
    await using server = await startStubHttpServer((response) => {
      arrivedAt.push(performance.now());
      response.end('{}');
    });
    const { stdout } = await load('--url', server.url, '--count', `${count}`, '--rate', `${rate}`, '--json');
    const { seconds, requests } = JSON.parse(stdout) as { seconds: number; requests: number };
    expect([requests, arrivedAt.length]).toEqual([count, count]);
    expect(seconds).toBeGreaterThanOrEqual((count - 1) / rate);
    // The client started no earlier than this, since its last response came after the last request had arrived.
    const startedAt = arrivedAt.at(-1)! - seconds * 1000;
    const early = arrivedAt.map((time, index) => startedAt + (index * 1000) / rate - time).filter((ms) => ms > 2);
    expect(early).toEqual([]);
  });

  it('at a rate counts the latency of a request that a stalled response holds back from when it was due', async () => {
    const STALL_MS = 1000;
    await using server = await startStubHttpServer((response, number) => {
      if (number === 1) setTimeout(() => response.end('{}'), STALL_MS);
      else response.end('{}');
    });
    const options = ['--count', '10', '--rate', '100', '--concurrency', '1'];
    const { stdout } = await load('--url', server.url, ...options);
    expect(stdout).toContain('at 100 a second; latency counts from when each request was due; 9 were sent late');
    // The tenth is due after 90 ms, so that it waited for 910 at least.
    expect(Number(/p50 (\S+) ms/.exec(stdout)?.[1])).toBeGreaterThan(STALL_MS - 100);
  });
});
