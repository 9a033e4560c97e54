import { spawnSync } from 'node:child_process';

import { expect, it } from 'vitest';

import { requireOrSkip } from '../../libs/testbed/src/require-or-skip.ts';
import { startStubHttpServer } from '../../libs/testbed/src/stub-http-server.ts';
import { closedLoop } from './closed-loop.ts';

const wrkIsMissing = requireOrSkip(
  'wrk',
  () => spawnSync('wrk', ['--version']).error === undefined,
  '`apt-get install wrk` installs it.',
);
const { signal } = new AbortController();

const startServer = (status: number) => startStubHttpServer((response) => void response.writeHead(status).end('{}'));

it.skipIf(wrkIsMissing)('a closed loop counts responses, and measures their latencies', async () => {
  await using server = await startServer(200);
  const { responses, responsesPerSecond, latency } = await closedLoop(
    server.url,
    { concurrency: 4, seconds: 1 },
    signal,
  );
  expect(responses).toBeGreaterThan(0);
  // Those in flight at the end were not waited for.
  expect(server.requests.length - responses).toBeLessThanOrEqual(4);
  expect(responsesPerSecond).toBeLessThanOrEqual(responses);
  expect(latency.p50).toBeGreaterThan(0);
  expect(latency.p99).toBeGreaterThanOrEqual(latency.p50);
  expect(latency['p99.9']).toBeGreaterThanOrEqual(latency.p99);
});

it.skipIf(wrkIsMissing)('a closed loop fails if a response is an error', async () => {
  await using server = await startServer(503);
  await expect(closedLoop(server.url, { concurrency: 4, seconds: 1 }, signal)).rejects.toThrow('failed by status');
});
