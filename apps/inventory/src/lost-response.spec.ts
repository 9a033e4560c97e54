import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InventoryServiceService, type ReserveStockRequest } from '#contracts';
import { RpcClient, startService } from '#testbed';
import { readHop } from '#telemetry';

import { createInventoryApp } from './inventory.app.ts';
import { inventorySettings } from './inventory.config.ts';

const FIRST_OPTION: ReserveStockRequest = { productId: 9310301, optionId: 1, quantity: 1, idempotencyKey: '' };

describe('a fault with when=after', () => {
  const started = new AsyncDisposableStack();
  let client: RpcClient;

  beforeAll(async () => {
    const service = started.use(await startService(inventorySettings, createInventoryApp, { FAULTS: 'on' }));
    client = started.use(new RpcClient(service.grpcPort));
  });
  afterAll(() => started.disposeAsync());

  const reserve = (request: Partial<ReserveStockRequest>, fault = '', deadline = Date.now() + 15_000) => {
    const metadata = Metadata.fromHttp2Headers(fault ? { 'x-fault': fault } : {});
    return client.call(InventoryServiceService.reserveStock, { ...FIRST_OPTION, ...request }, { metadata, deadline });
  };
  const remaining = async (optionId = 1) => {
    const { inventory } = await client.call(InventoryServiceService.getInventory, { productId: 9310301 });
    return Number(inventory?.options[optionId - 1]?.quantity);
  };

  it('replaces the response of a reservation that was made', async () => {
    const before = await remaining();
    const failure = await reserve({}, 'inventory=UNAVAILABLE;when=after').catch((error: ServiceError) => error);
    expect(failure).toMatchObject({
      code: status.UNAVAILABLE,
      details: 'an injected fault: inventory=UNAVAILABLE;when=after',
    });
    expect(readHop((failure as ServiceError).metadata.getMap())?.fault).toBe('inventory=UNAVAILABLE;when=after');
    expect(await remaining()).toBe(before - 1);
  });

  it('makes a retry take stock twice without an idempotency key, and once with one', async () => {
    const before = await remaining();
    const fault = 'inventory=UNAVAILABLE;when=after';
    await expect(reserve({}, fault)).rejects.toThrow('injected');
    expect(await reserve({})).toMatchObject({ replayed: false });
    expect(await remaining()).toBe(before - 2);
    await expect(reserve({ idempotencyKey: 'retried' }, fault)).rejects.toThrow('injected');
    expect(await reserve({ idempotencyKey: 'retried' })).toMatchObject({ replayed: true });
    expect(await remaining()).toBe(before - 3);
  });

  it('withholds the response as a hang or a reset', async () => {
    const before = await remaining();
    await expect(reserve({}, 'inventory=reset;when=after')).rejects.toMatchObject({ code: status.INTERNAL });
    const hanging = reserve({}, 'inventory=hang;when=after', Date.now() + 1500);
    // Before the deadline of the call, whose response is withheld.
    await expect.poll(() => remaining(), { timeout: 1000 }).toBe(before - 2);
    await expect(hanging).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
  });

  it('delays the response', async () => {
    const delayed = reserve({ idempotencyKey: 'delayed' }, 'inventory=delay:3s;when=after');
    const replay = () => reserve({ idempotencyKey: 'delayed' });
    expect(await Promise.race([delayed.then(() => 'delayed'), replay().then(() => 'replay')])).toBe('replay');
    expect(await delayed).toMatchObject({ reservation: { quantity: 1 } });
  });

  it('replaces an error as well', async () => {
    await expect(reserve({ optionId: 4 }, 'inventory=DATA_LOSS;when=after')).rejects.toMatchObject({
      code: status.DATA_LOSS,
    });
    await expect(reserve({ optionId: 4 })).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
  });
});
