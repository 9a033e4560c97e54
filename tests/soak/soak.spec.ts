import { beforeAll, describe, expect, it } from 'vitest';
import { GRPC_TRANSPORTS } from '#grpc';

import { buildCaller, runSoak, unexpectedLosses } from './run-soak.ts';

// macOS has no second loopback address.
describe.skipIf(process.platform === 'darwin').each(GRPC_TRANSPORTS)('over %s calls to three replicas', (transport) => {
  beforeAll(buildCaller);

  it('lose and mix up no response while each replica is restarted', { timeout: 180_000 }, async () => {
    const result = await runSoak({ transport, calls: 5000, concurrency: 16, restarts: 3 }, () => undefined);
    const { mixedUp, failedStops } = result;
    expect(unexpectedLosses(transport, result)).toEqual([]);
    expect({ mixedUp, failedStops }).toEqual({ mixedUp: [], failedStops: [] });
    expect(result.calls).toBeGreaterThanOrEqual(5000);
    expect(result.restarts).toBeGreaterThanOrEqual(3);
  });
});
