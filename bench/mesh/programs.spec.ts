import { expect, it } from 'vitest';

import { startStubHttpServer } from '#testbed';

import { bundleOf } from '../../libs/testbed/src/cluster/program-bundle.ts';
import { startUntilSigterm } from '../../libs/testbed/src/cluster/program-until-sigterm.ts';
import { runFileForJson } from '../../libs/testbed/src/cluster/run-for-json.ts';
import { summaryOf } from './load-summary.ts';
import type { WarmLoadReport } from './warm-load.ts';

it('a load warms up and then measures, each at the rate, and the summary keeps both apart', async () => {
  await using server = await startStubHttpServer((response, number) => {
    response.statusCode = number === 1 ? 503 : 200;
    response.end('{}');
  });
  const load = { url: server.url, requestsPerSecond: 20, seconds: 2, warmUpSeconds: 1, concurrency: 10 };
  const report = await runFileForJson<WarmLoadReport>([process.execPath], 'bench/mesh/warm-load.ts', [
    JSON.stringify(load),
  ]);
  expect(server.requests).toHaveLength(60);
  const summary = summaryOf(20, report);
  expect(summary).toMatchObject({ requestsPerSecond: 20, requests: 40, warmUpRequests: 20, failed: 1, late: 0 });
  expect(summary.latencyMs).toEqual(report.measured.latencyMs);
});

it('the server for the ceiling of the load generator responds with the same body until it is stopped', async () => {
  const program = await bundleOf('bench/mesh/constant-server.ts');
  await using server = await startUntilSigterm([process.execPath], program, { body: '{"id":1}' });
  const url = await server.printed(/^\{"url":"(.+)"\}$/m);
  const response = await fetch(url);
  expect([response.status, await response.json()]).toEqual([200, { id: 1 }]);
});
