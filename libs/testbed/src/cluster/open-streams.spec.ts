import { expect, it } from 'vitest';

import { createGatewayApp } from '../../../../apps/gateway/src/gateway.app.ts';
import { gatewaySettings } from '../../../../apps/gateway/src/gateway.config.ts';
import { startBackends, startService } from '#testbed';

import { openStreamsBy } from './open-streams.ts';
import { bundleOf } from './program-bundle.ts';

const SLOW = { timeout: 60_000 };

it('streams in another process show who serves them, and report every change when they are stopped', SLOW, async () => {
  await using backends = await startBackends({ SERVICE_INSTANCE: 'backend-a' });
  const settings = { ...backends.environment, SERVICE_INSTANCE: 'gateway-a' };
  await using gateway = await startService(gatewaySettings, createGatewayApp, settings);
  const program = await bundleOf('libs/testbed/src/load/streams-until-sigterm.ts');
  const options = { origin: gateway.httpUrl, streams: 3, reservations: 20 };
  await using streams = await openStreamsBy([process.execPath], program, options);
  expect(streams.instances('inventory')).toEqual(['backend-a', 'backend-a', 'backend-a']);
  expect(streams.instances('gateway')).toEqual(['gateway-a', 'gateway-a', 'gateway-a']);
  const report = await streams.stop();
  expect(report.streams).toMatchObject({ streams: 3, lost: 0, repeated: 0, reordered: 0, restarts: 0, refused: {} });
  expect(report.reservations).toMatchObject({ uncertain: 0, leftStock: report.reservations?.acknowledged });
});

it('streams that cannot start reject with the output of their program', async () => {
  const streams = openStreamsBy([process.execPath], 'throw new Error("no streams")', { origin: '', streams: 1 });
  await expect(streams).rejects.toThrow('no streams');
});
