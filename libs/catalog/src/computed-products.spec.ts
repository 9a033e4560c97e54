import { describe, expect, it } from 'vitest';
import { BaseProductServiceService, InventoryServiceService, PriceServiceService } from '#contracts';
import { RpcClient, startBackends } from '#testbed';

import { computedOptionIds, FIRST_COMPUTED_ID, isComputed } from './computed-products.ts';
import { pageToken } from './paging.ts';

describe('a computed product', () => {
  it('has the requested number of ids, from the first on', () => {
    expect([-1, 0, 2, 3].filter((offset) => isComputed(FIRST_COMPUTED_ID + offset, 3))).toEqual([0, 2]);
  });

  it('has 1 to 5 options by its id, unless their number is given', () => {
    const counts = (count: number) => [0, 1, 2, 3, 4, 5].map((id) => computedOptionIds(id, count).length);
    expect(counts(0)).toEqual([1, 2, 3, 4, 5, 1]);
    expect(counts(7)).toEqual([7, 7, 7, 7, 7, 7]);
    expect(computedOptionIds(FIRST_COMPUTED_ID, 3)).toEqual([1, 2, 3]);
  });

  it('has the same 1,000 options on each backend, also in a list of 100 such products', async () => {
    await using backends = await startBackends({ CATALOG_PRODUCTS: '100', CATALOG_OPTIONS: '1000' });
    const { 'base-product': baseProduct, inventory, price } = backends.services;
    using baseProducts = new RpcClient(baseProduct.grpcPort);
    using inventories = new RpcClient(inventory.grpcPort);
    using prices = new RpcClient(price.grpcPort);
    const request = { productId: FIRST_COMPUTED_ID };
    const page = { pageSize: 100, pageToken: pageToken(FIRST_COMPUTED_ID - 1) };
    const responses = [
      (await inventories.call(InventoryServiceService.getInventory, request)).inventory,
      (await prices.call(PriceServiceService.getPrice, request)).price,
      ...(await baseProducts.call(BaseProductServiceService.listBaseProducts, page)).baseProducts,
    ];
    expect(responses).toHaveLength(102);
    const ids = computedOptionIds(FIRST_COMPUTED_ID, 1000);
    for (const response of responses) expect(response?.options.map(({ optionId }) => optionId)).toEqual(ids);
  });
});
