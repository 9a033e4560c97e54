import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BaseProductServiceService } from '#contracts';
import { RpcClient, startService } from '#testbed';

import { FIRST_COMPUTED_ID } from '#catalog';

import { createBaseProductApp } from './base-product.app.ts';
import { baseProductSettings } from './base-product.config.ts';

const COMPUTED = 7;

describe('base-product', () => {
  const started = new AsyncDisposableStack();
  let client: RpcClient;

  beforeAll(async () => {
    const computed = { CATALOG_PRODUCTS: String(COMPUTED), CATALOG_OPTIONS: '2' };
    const { grpcPort } = started.use(await startService(baseProductSettings, createBaseProductApp, computed));
    client = started.use(new RpcClient(grpcPort));
  });
  afterAll(() => started.disposeAsync());

  const get = (productId: number) => client.call(BaseProductServiceService.getBaseProduct, { productId });
  const list = (pageSize: number, pageToken = '') =>
    client.call(BaseProductServiceService.listBaseProducts, { pageSize, pageToken });

  async function listAllIds(pageSize: number): Promise<number[]> {
    const ids: number[] = [];
    let pageToken = '';
    do {
      const page = await list(pageSize, pageToken);
      expect(page.baseProducts.length).toBeLessThanOrEqual(pageSize);
      ids.push(...page.baseProducts.map(({ productId }) => productId));
      pageToken = page.nextPageToken;
    } while (pageToken);
    return ids;
  }

  it('has the description and the options of a product', async () => {
    const { baseProduct } = await get(9310301);
    expect(baseProduct).toEqual({
      productId: 9310301,
      description: "Brio Milano Men's Blue and Grey Plaid Button-down Fashion Shirt",
      imageUrl: '',
      options: ['Large', 'Medium', 'Small', 'XLarge'].map((description, index) => ({
        optionId: index + 1,
        description,
      })),
    });
  });

  it('has pictures as data URLs, which a page needs no other server for', async () => {
    expect((await get(931030)).baseProduct?.imageUrl).toMatch(/^data:image\/svg\+xml,/);
  });

  it('lists every product once, by ascending id, whatever the size of a page', async () => {
    const ids = await listAllIds(7);
    expect(ids).toEqual(await listAllIds(100));
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
    expect(ids.filter((id) => id >= FIRST_COMPUTED_ID)).toHaveLength(COMPUTED);
  });

  it('computes as many products as CATALOG_PRODUCTS says, with CATALOG_OPTIONS options each', async () => {
    expect((await get(FIRST_COMPUTED_ID + COMPUTED - 1)).baseProduct?.options).toHaveLength(2);
    await expect(get(FIRST_COMPUTED_ID + COMPUTED)).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it.each([
    [0, status.INVALID_ARGUMENT],
    [-1, status.INVALID_ARGUMENT],
    [2 ** 31, status.NOT_FOUND],
  ])('refuses the id %d with gRPC status %d', async (productId, code) => {
    await expect(get(productId)).rejects.toMatchObject({ code });
  });

  it.each([
    [-1, ''],
    [5, 'not one of ours'],
  ])('refuses the page size %d with the page token "%s"', async (pageSize, pageToken) => {
    await expect(list(pageSize, pageToken)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });
});
