import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BaseProductServiceService,
  InventoryServiceService,
  PriceServiceService,
  ReviewsServiceService,
  type BaseProduct,
} from '#contracts';
import { FIRST_COMPUTED_ID } from '#service-runtime';

import { RpcClient } from './rpc-client.ts';
import { startBackends, type RunningBackends } from './start-backends.ts';

const COMPUTED = 7;

describe('the four backends together', () => {
  let backends: RunningBackends;
  let clients: { baseProduct: RpcClient; inventory: RpcClient; price: RpcClient; reviews: RpcClient };

  beforeAll(async () => {
    backends = await startBackends({ CATALOG_PRODUCTS: String(COMPUTED) });
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

  it('list every product once, by ascending id, whatever the size of a page', async () => {
    const ids = (await listAll(7)).map(({ productId }) => productId);
    expect(ids).toEqual((await listAll(100)).map(({ productId }) => productId));
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
    expect(ids.length).toBeGreaterThanOrEqual(60 + COMPUTED);
    expect(ids).toEqual(expect.arrayContaining([931030, 9310301]));
    expect(ids.filter((id) => id >= FIRST_COMPUTED_ID)).toHaveLength(COMPUTED);
  });

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

  it('offer what a shop has: products out of stock, without reviews, with many options, with pictures', async () => {
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

  it('page through the reviews of a product', async () => {
    const productId = 9310301;
    const list = (pageToken: string) =>
      clients.reviews.call(ReviewsServiceService.listReviews, { productId, pageSize: 2, pageToken });
    const first = await list('');
    const second = await list(first.nextPageToken);
    expect([...first.reviews, ...second.reviews].map(({ text }) => text)).toEqual([
      'Very Beautiful',
      'My husband loved it',
      'This color is horrible for a work place',
    ]);
    expect(second.nextPageToken).toBe('');
  });

  it.each([0, -1, -(2 ** 53) + 1])('answer INVALID_ARGUMENT for the id %d', async (productId) => {
    await expect(getPrice(productId)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it.each([2n ** 53n, 2n ** 63n - 1n])(
    'answer INVALID_ARGUMENT for the id %d, which no number can hold',
    async (id) => {
      const varint: number[] = [];
      for (let rest = id; rest > 0n; rest >>= 7n) varint.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
      const requestSerialize = () => Buffer.from([8, ...varint]);
      const method = { ...PriceServiceService.getPrice, requestSerialize };
      await expect(clients.price.call(method, { productId: 0 })).rejects.toMatchObject({
        code: status.INVALID_ARGUMENT,
      });
    },
  );

  it('answer NOT_FOUND for an unknown id, with the reason in google.rpc.Status', async () => {
    const error = await getPrice(2 ** 31).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: status.NOT_FOUND });
    const [details] = (error as { metadata: { get(key: string): Buffer[] } }).metadata.get('grpc-status-details-bin');
    expect(details?.toString('latin1')).toContain('PRODUCT_NOT_FOUND');
  });

  it('answer over HTTP as the article has it', async () => {
    const { inventory, price, reviews } = backends.services;
    const text = async (url: string) => (await fetch(url)).text();
    expect(await text(`${inventory.httpUrl}/productInventory/9310301`)).toBe('93');
    expect(await text(`${price.httpUrl}/productPrice/9310301`)).toBe('38.99');
    expect(JSON.parse(await text(`${reviews.httpUrl}/productReviews/9310301`))).toHaveLength(3);
    expect((await fetch(`${price.httpUrl}/productPrice/007`)).status).toBe(400);
    expect((await fetch(`${price.httpUrl}/productPrice/1`)).status).toBe(404);
  });
});
