import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createGatewayApp } from '../../../../apps/gateway/src/gateway.app.ts';
import { gatewaySettings } from '../../../../apps/gateway/src/gateway.config.ts';
import { startBackends } from '../start-backends.ts';
import { startService } from '../start-service.ts';
import { reservePieces, type PiecesToReserve } from './reserve-pieces.ts';

const PRODUCT = 10_000_001;
/** The first attempt of each call is carried out, and its response lost. */
const LOST = { 'x-fault': 'inventory=UNAVAILABLE;when=after;first=1' };

describe('reservePieces', () => {
  const started = new AsyncDisposableStack();
  let origin: string;

  beforeAll(async () => {
    const environment = { FAULTS: 'on', CATALOG_PRODUCTS: '2', CATALOG_OPTIONS: '10' };
    const backends = started.use(await startBackends(environment));
    const settings = { ...backends.environment, FAULTS: 'on' };
    origin = started.use(await startService(gatewaySettings, createGatewayApp, settings)).httpUrl;
  });
  afterAll(() => started.disposeAsync());

  const reserve = (options: Partial<PiecesToReserve>) =>
    reservePieces({ origin, productId: PRODUCT, count: 3, ...options }, AbortSignal.timeout(20_000));

  it('reserves one piece for each reservation', async () => {
    expect(await reserve({ requestsPerSecond: 100 })).toEqual({ statuses: { 201: 3 }, replayed: 0, leftStock: 3 });
  });

  it('repeats nothing unasked, so that a lost response leaves a 503 and a piece less', async () => {
    expect(await reserve({ headers: LOST })).toEqual({ statuses: { 503: 3 }, replayed: 0, leftStock: 3 });
  });

  it('takes a second piece when it repeats a request without a key', async () => {
    const twice = await reserve({ headers: LOST, repeats: true });
    expect(twice).toEqual({ statuses: { 201: 3, 503: 3 }, replayed: 0, leftStock: 6 });
  });

  it('takes one piece when it repeats a request with its key, which is replayed', async () => {
    const once = await reserve({ headers: LOST, repeats: true, withKeys: true });
    expect(once).toEqual({ statuses: { 201: 3, 503: 3 }, replayed: 3, leftStock: 3 });
  });

  it('reserves nothing of a product without a stock to read', async () => {
    expect(await reserve({ productId: 1 })).toEqual({ statuses: {}, replayed: 0, leftStock: null });
  });

  it('says how many options have pieces if these are too few', async () => {
    await expect(reserve({ count: 11 })).rejects.toThrow('10 options have pieces, fewer than 11.');
  });
});
