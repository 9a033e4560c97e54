import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, it, onTestFinished } from 'vitest';

import { closedLoop } from './closed-loop.ts';

const wrkIsMissing = spawnSync('wrk', ['--version']).error !== undefined;
const { signal } = new AbortController();

async function answering(status: number): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(status).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked: () => asked };
}

it.skipIf(wrkIsMissing)('counts the answers that came, and how long each took', async () => {
  const { url, asked } = await answering(200);
  const { answers, answersPerSecond, latency } = await closedLoop(url, { concurrency: 4, seconds: 1 }, signal);
  expect(answers).toBeGreaterThan(0);
  // Those that were under way at the end were not waited for.
  expect(asked() - answers).toBeLessThanOrEqual(4);
  expect(answersPerSecond).toBeLessThanOrEqual(answers);
  expect(latency.p50).toBeGreaterThan(0);
  expect(latency.p99).toBeGreaterThanOrEqual(latency.p50);
  expect(latency['p99.9']).toBeGreaterThanOrEqual(latency.p99);
});

it.skipIf(wrkIsMissing)('takes no failure for an answer', async () => {
  const { url } = await answering(503);
  await expect(closedLoop(url, { concurrency: 4, seconds: 1 }, signal)).rejects.toThrow('failed by status');
});
