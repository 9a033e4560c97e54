import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BaseProductServiceService,
  InventoryServiceService,
  PriceServiceService,
  ReviewsServiceService,
  type BaseProduct,
} from '#contracts';

import { RpcClient } from './rpc-client.ts';
import { startBackends, type RunningBackends } from './start-backends.ts';

describe('the four backends together', () => {
  let backends: RunningBackends;
  let clients: { baseProduct: RpcClient; inventory: RpcClient; price: RpcClient; reviews: RpcClient };

  beforeAll(async () => {
    backends = await startBackends({ CATALOG_PRODUCTS: '7' });
    const { services } = backends;
    clients = {
      baseProduct: new RpcClient(services['base-product'].grpcPort),
      inventory: new RpcClient(services.inventory.grpcPort),
      price: new RpcClient(services.price.grpcPort),
      reviews: new RpcClient(services.reviews.grpcPort),
    };
  });
  afterAll(async () => {
    for (const client of Object.values(clients)) client[Symbol.dispose]();
    await backends[Symbol.asyncDispose]();
  });

  const getPrice = (productId: number) => clients.price.call(PriceServiceService.getPrice, { productId });

  async function listAll(pageSize: number): Promise<BaseProduct[]> {
    const all: BaseProduct[] = [];
    let pageToken = '';
    do {
      const page = await clients.baseProduct.call(BaseProductServiceService.listBaseProducts, { pageSize, pageToken });
      expect(page.baseProducts.length).toBeLessThanOrEqual(pageSize);
      all.push(...page.baseProducts);
      pageToken = page.nextPageToken;
    } while (pageToken);
    return all;
  }

  it('agree on the ids and the options of all products', async () => {
    for (const { productId, options } of await listAll(100)) {
      const ids = options.map(({ optionId }) => optionId);
      const { price } = await getPrice(productId);
      const { inventory } = await clients.inventory.call(InventoryServiceService.getInventory, { productId });
      expect([productId, price?.options.map(({ optionId }) => optionId)]).toEqual([productId, ids]);
      expect([productId, inventory?.options.map(({ optionId }) => optionId)]).toEqual([productId, ids]);
      await clients.reviews.call(ReviewsServiceService.listReviews, { productId, pageSize: 0, pageToken: '' });
    }
  });

  it('have a varied catalogue: products out of stock, without reviews, with many options, with pictures', async () => {
    const products = await listAll(100);
    expect(products.some(({ options }) => options.length >= 12)).toBe(true);
    expect(products.some(({ imageUrl }) => imageUrl.startsWith('data:image/svg+xml,'))).toBe(true);
    const totals: (number | undefined)[] = [];
    const counts: number[] = [];
    for (const { productId } of products) {
      const { inventory } = await clients.inventory.call(InventoryServiceService.getInventory, { productId });
      totals.push(inventory?.total);
      const request = { productId, pageSize: 5, pageToken: '' };
      counts.push((await clients.reviews.call(ReviewsServiceService.listReviews, request)).reviews.length);
    }
    expect(totals).toContain(0);
    expect(counts).toContain(0);
    expect(counts).toContain(5);
  });
});
