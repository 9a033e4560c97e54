import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, it, onTestFinished } from 'vitest';

import { requireOrSkip } from '../../libs/testbed/src/require-or-skip.ts';
import { closedLoop } from './closed-loop.ts';

const wrkIsMissing = requireOrSkip(
  'wrk',
  () => spawnSync('wrk', ['--version']).error === undefined,
  '`apt-get install wrk` installs it.',
);
const { signal } = new AbortController();

async function startServer(status: number): Promise<{ url: string; requests: () => number }> {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(status).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests: () => requests };
}

it.skipIf(wrkIsMissing)('a closed loop counts responses, and measures their latencies', async () => {
  const { url, requests } = await startServer(200);
  const { responses, responsesPerSecond, latency } = await closedLoop(url, { concurrency: 4, seconds: 1 }, signal);
  expect(responses).toBeGreaterThan(0);
  // Those in flight at the end were not waited for.
  expect(requests() - responses).toBeLessThanOrEqual(4);
  expect(responsesPerSecond).toBeLessThanOrEqual(responses);
  expect(latency.p50).toBeGreaterThan(0);
  expect(latency.p99).toBeGreaterThanOrEqual(latency.p50);
  expect(latency['p99.9']).toBeGreaterThanOrEqual(latency.p99);
});

it.skipIf(wrkIsMissing)('a closed loop fails if a response is an error', async () => {
  const { url } = await startServer(503);
  await expect(closedLoop(url, { concurrency: 4, seconds: 1 }, signal)).rejects.toThrow('failed by status');
});
