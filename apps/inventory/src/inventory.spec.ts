import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InventoryServiceService } from '#contracts';
import { RpcClient, startService, type RunningService } from '#testbed';

import { FIRST_COMPUTED_ID } from '#catalog';

import { createInventoryApp } from './inventory.app.ts';
import { inventorySettings } from './inventory.config.ts';

describe('inventory', () => {
  const started = new AsyncDisposableStack();
  let service: RunningService;
  let client: RpcClient;

  beforeAll(async () => {
    const computed = { CATALOG_PRODUCTS: '3', CATALOG_OPTIONS: '2' };
    service = started.use(await startService(inventorySettings, createInventoryApp, computed));
    client = started.use(new RpcClient(service.grpcPort));
  });
  afterAll(() => started.disposeAsync());

  const getInventory = (productId: number) => client.call(InventoryServiceService.getInventory, { productId });

  it('has the stock of each option, and as total their sum', async () => {
    const { inventory } = await getInventory(9310301);
    expect(inventory).toEqual({
      productId: 9310301,
      total: 93,
      options: [20, 32, 41, 0].map((quantity, index) => ({ optionId: index + 1, quantity })),
    });
  });

  it('computes the stock of as many products as CATALOG_PRODUCTS says, with CATALOG_OPTIONS options each', async () => {
    const { inventory } = await getInventory(FIRST_COMPUTED_ID);
    expect(inventory?.options).toHaveLength(2);
    expect(inventory?.total).toBe(inventory?.options.reduce((sum, { quantity }) => sum + quantity, 0));
    await expect(getInventory(FIRST_COMPUTED_ID + 3)).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it.each([
    [0, status.INVALID_ARGUMENT],
    [-1, status.INVALID_ARGUMENT],
    [2 ** 31, status.NOT_FOUND],
  ])('refuses the id %d with gRPC status %d', async (productId, code) => {
    await expect(getInventory(productId)).rejects.toMatchObject({ code });
  });

  it.each([
    ['/productInventory/9310301', 200, '93'],
    ['/productInventory/007', 400, '"type":"urn:product-gateway:error:invalid-product-id"'],
    ['/productInventory/1', 404, '"type":"urn:product-gateway:error:product-not-found"'],
  ])('responds to GET %s with %d', async (path, httpStatus, text) => {
    const response = await fetch(service.httpUrl + path);
    expect(response.status).toBe(httpStatus);
    expect(await response.text()).toContain(text);
  });
});
