import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createGatewayApp } from '../../../../apps/gateway/src/gateway.app.ts';
import { gatewaySettings } from '../../../../apps/gateway/src/gateway.config.ts';
import { startBackends } from '../start-backends.ts';
import { startService } from '../start-service.ts';
import { watchStock, type StockToWatch } from './watch-stock.ts';

describe('watchStock', () => {
  const started = new AsyncDisposableStack();
  let origin: string;

  beforeAll(async () => {
    const environment = { FAULTS: 'on', CATALOG_PRODUCTS: '2', CATALOG_OPTIONS: '10' };
    const backends = started.use(await startBackends(environment));
    const settings = { ...backends.environment, FAULTS: 'on' };
    origin = started.use(await startService(gatewaySettings, createGatewayApp, settings)).httpUrl;
  });
  afterAll(() => started.disposeAsync());

  const watch = (options: Partial<StockToWatch>) => {
    const defaults = { origin, productId: 10_000_001, viewers: [], pieces: { count: 5 }, minMs: 0, maxMs: 15_000 };
    return watchStock({ ...defaults, ...options }, AbortSignal.timeout(25_000));
  };

  it('counts the changes that each viewer got, and the streams that served it', async () => {
    const cut = { 'x-fault': 'inventory=UNAVAILABLE;messages=2' };
    const { viewers, reserved } = await watch({
      viewers: [
        { streams: 1, changes: 5 },
        { headers: cut, streams: 3, changes: 5 },
      ],
    });
    expect(reserved).toEqual({ statuses: { 201: 5 }, replayed: 0, leftStock: 5 });
    const all = { changes: 5, lost: 0, repeated: 0, reordered: 0, reconnects: 0 };
    expect(viewers).toMatchObject([all, all]);
    expect(viewers[0]?.openedAt).toEqual([0]);
    expect(viewers[1]?.openedAt.length).toBeGreaterThanOrEqual(3);
  });

  it('ends at the maximum although a viewer waits for more', async () => {
    const hung = { 'x-fault': 'inventory=hang;messages=1' };
    const { viewers } = await watch({ viewers: [{ headers: hung, streams: 2, changes: 1 }], maxMs: 500 });
    expect(viewers).toMatchObject([{ openedAt: [0], changes: 0, lost: 0 }]);
  });

  it('watches for the minimum although no viewer waits for anything', async () => {
    const startedAt = performance.now();
    await watch({ viewers: [{ streams: 1, changes: 0 }], pieces: { count: 0 }, minMs: 700 });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(699);
  });
});
