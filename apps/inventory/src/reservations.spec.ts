import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InventoryServiceService, type ReserveStockRequest } from '#contracts';
import { RpcClient, startService } from '#testbed';

import { createInventoryApp } from './inventory.app.ts';
import { inventorySettings } from './inventory.config.ts';

const REQUEST: ReserveStockRequest = { productId: 9310301, optionId: 2, quantity: 2, idempotencyKey: '' };

describe('a reservation', () => {
  const started = new AsyncDisposableStack();
  let client: RpcClient;
  let httpUrl: string;

  beforeAll(async () => {
    const service = started.use(await startService(inventorySettings, createInventoryApp));
    httpUrl = service.httpUrl;
    client = started.use(new RpcClient(service.grpcPort));
  });
  afterAll(() => started.disposeAsync());

  const reserve = (request: Partial<ReserveStockRequest> = {}) =>
    client.call(InventoryServiceService.reserveStock, { ...REQUEST, ...request });
  const stockOf = async (productId = 9310301) => {
    const { inventory } = await client.call(InventoryServiceService.getInventory, { productId });
    return inventory;
  };

  it('reduces the stock of its option, and the total', async () => {
    const before = await stockOf();
    const { reservation, replayed } = await reserve();
    expect(reservation).toMatchObject({ productId: 9310301, optionId: 2, quantity: 2, remaining: 30 });
    expect(replayed).toBe(false);
    const after = await stockOf();
    expect(after?.options[1]).toEqual({ optionId: 2, quantity: 30 });
    expect(after?.total).toBe(Number(before?.total) - 2);
    expect(await (await fetch(`${httpUrl}/productInventory/9310301`)).text()).toBe(String(after?.total));
  });

  it('is made once for each idempotency key, which may have 255 characters', async () => {
    const idempotencyKey = '~'.repeat(255);
    const first = await reserve({ idempotencyKey });
    expect(await reserve({ idempotencyKey })).toEqual({ ...first, replayed: true });
  });

  it('is returned by GetReservation', async () => {
    const { reservation } = await reserve();
    const request = { productId: 9310301, reservationId: reservation?.reservationId ?? '' };
    expect(await client.call(InventoryServiceService.getReservation, request)).toEqual({ reservation });
    await expect(
      client.call(InventoryServiceService.getReservation, { ...request, productId: 1 }),
    ).rejects.toMatchObject({ code: status.NOT_FOUND, details: 'Product 1 has no such reservation.' });
    await expect(
      client.call(InventoryServiceService.getReservation, { ...request, productId: 0 }),
    ).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('is counted by its result', async () => {
    const counts = async () => {
      const metrics = await (await fetch(`${httpUrl}/metrics`)).text();
      const lines = metrics.matchAll(/^product_gateway_reservations_total\{result="(.+)"\} (\d+)$/gm);
      return Object.fromEntries([...lines].map(([, result, count]) => [result, Number(count)]));
    };
    const before = await counts();
    await reserve({ idempotencyKey: 'counted' });
    await reserve({ idempotencyKey: 'counted' });
    await expect(reserve({ idempotencyKey: 'counted', quantity: 1 })).rejects.toThrow('used for another product');
    await expect(reserve({ optionId: 4 })).rejects.toThrow('Option 4 has 0 in stock');
    const after = await counts();
    const results = ['reserved', 'replayed', 'idempotency-key-reused', 'out-of-stock'];
    expect(results.map((result) => (after[result] ?? 0) - (before[result] ?? 0))).toEqual([1, 1, 1, 1]);
  });

  it.each<[Partial<ReserveStockRequest>, status, string]>([
    [{ productId: 0 }, status.INVALID_ARGUMENT, 'A product id is'],
    [{ productId: 1 }, status.NOT_FOUND, 'There is no product 1.'],
    [{ optionId: 0 }, status.INVALID_ARGUMENT, 'An option id is a whole number, 1 or more.'],
    [{ optionId: -1 }, status.INVALID_ARGUMENT, 'An option id is'],
    [{ optionId: 5 }, status.NOT_FOUND, 'Product 9310301 has no option 5.'],
    [{ quantity: 0 }, status.INVALID_ARGUMENT, 'A quantity is a whole number from 1 to 1000.'],
    [{ quantity: -2 }, status.INVALID_ARGUMENT, 'A quantity is'],
    [{ quantity: 1001 }, status.INVALID_ARGUMENT, 'A quantity is'],
    [{ quantity: 1000 }, status.FAILED_PRECONDITION, 'Option 2 has'],
    [{ idempotencyKey: 'x'.repeat(256) }, status.INVALID_ARGUMENT, 'An idempotency key is 1 to 255 visible ASCII'],
    [{ idempotencyKey: 'a b' }, status.INVALID_ARGUMENT, 'An idempotency key is'],
    [{ idempotencyKey: 'é' }, status.INVALID_ARGUMENT, 'An idempotency key is'],
  ])('of %j is refused with gRPC status %d', async (request, code, message) => {
    const before = await stockOf();
    await expect(reserve(request)).rejects.toMatchObject({ code, details: expect.stringContaining(message) });
    expect(await stockOf()).toEqual(before);
  });
});
