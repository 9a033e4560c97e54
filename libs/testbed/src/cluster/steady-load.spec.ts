import { expect, it } from 'vitest';

import { startStubHttpServer } from '#testbed';

import { bundleOf } from './program-bundle.ts';
import { startLoadBy } from './steady-load.ts';

it('a steady load in another process runs until it is stopped, and reports every request', async () => {
  await using server = await startStubHttpServer((response) => void response.end('{}'));
  const program = await bundleOf('libs/testbed/src/load/load-until-sigterm.ts');
  await using load = await startLoadBy([process.execPath], program, { url: server.url, requestsPerSecond: 100 });
  await expect.poll(() => server.requests.length).toBeGreaterThan(5);
  const report = await load.stop();
  expect(report).toMatchObject({ requests: server.requests.length, failed: 0, interrupted: false });
});

it('a steady load that cannot start rejects with the output of its program', async () => {
  const load = startLoadBy([process.execPath], 'throw new Error("no load")', { url: '', requestsPerSecond: 1 });
  await expect(load).rejects.toThrow('no load');
});
