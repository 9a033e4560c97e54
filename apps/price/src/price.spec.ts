import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PriceServiceService, type GetPriceResponse, type Money } from '#contracts';
import { RpcClient, startService, type RunningService } from '#testbed';

import { FIRST_COMPUTED_ID, formatDecimal } from '#catalog';

import { createPriceApp } from './price.app.ts';
import { priceSettings } from './price.config.ts';

const decimal = (money: Money | undefined) => money && formatDecimal(money);

describe('price', () => {
  const started = new AsyncDisposableStack();
  let v1: RunningService;
  let getPrice: (productId: number) => Promise<GetPriceResponse>;
  let getPriceV2: (productId: number) => Promise<GetPriceResponse>;

  async function start(environment: NodeJS.ProcessEnv) {
    const service = started.use(await startService(priceSettings, createPriceApp, environment));
    const client = started.use(new RpcClient(service.grpcPort));
    return { service, get: (productId: number) => client.call(PriceServiceService.getPrice, { productId }) };
  }

  beforeAll(async () => {
    const computed = { CATALOG_PRODUCTS: '3', CATALOG_OPTIONS: '2' };
    ({ service: v1, get: getPrice } = await start(computed));
    ({ get: getPriceV2 } = await start({ ...computed, SERVICE_VERSION: 'v2' }));
  });
  afterAll(() => started.disposeAsync());

  it('has the price of a product and of each of its options, without a discount in v1', async () => {
    const { price } = await getPrice(9310301);
    expect(price).toMatchObject({ productId: 9310301, listPrice: undefined, discountPercent: 0 });
    expect(decimal(price?.price)).toBe('38.99');
    expect(price?.options.map((option) => [option.optionId, decimal(option.price), option.listPrice])).toEqual([
      [1, '39.99', undefined],
      [2, '32.99', undefined],
      [3, '39.99', undefined],
      [4, '39.99', undefined],
    ]);
  });

  it('sells at a tenth off in v2, rounded to cents, and states the list price', async () => {
    const { price } = await getPriceV2(9310301);
    expect(price?.discountPercent).toBe(10);
    expect([decimal(price?.price), decimal(price?.listPrice)]).toEqual(['35.09', '38.99']);
    expect(price?.options.map((option) => [decimal(option.price), decimal(option.listPrice)])).toEqual([
      ['35.99', '39.99'],
      ['29.69', '32.99'],
      ['35.99', '39.99'],
      ['35.99', '39.99'],
    ]);
  });

  it('computes the prices of as many products as CATALOG_PRODUCTS says, with CATALOG_OPTIONS options each', async () => {
    const { price } = await getPrice(FIRST_COMPUTED_ID + 2);
    expect(price?.options).toHaveLength(2);
    expect(price).toEqual((await getPrice(FIRST_COMPUTED_ID + 2)).price);
    await expect(getPrice(FIRST_COMPUTED_ID + 3)).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it.each([0, -1, -(2 ** 53) + 1])('responds INVALID_ARGUMENT for the id %d', async (productId) => {
    await expect(getPrice(productId)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it.each([2n ** 53n, 2n ** 63n - 1n])(
    'responds INVALID_ARGUMENT to the id %d, which a number cannot represent',
    async (id) => {
      const varint: number[] = [];
      for (let rest = id; rest > 0n; rest >>= 7n) varint.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
      const requestSerialize = () => Buffer.from([8, ...varint]);
      using client = new RpcClient(v1.grpcPort);
      const method = { ...PriceServiceService.getPrice, requestSerialize };
      await expect(client.call(method, { productId: 0 })).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    },
  );

  it('responds NOT_FOUND for an unknown id, with the reason in google.rpc.Status', async () => {
    const error = await getPrice(2 ** 31).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: status.NOT_FOUND });
    const [details] = (error as { metadata: { get(key: string): Buffer[] } }).metadata.get('grpc-status-details-bin');
    expect(details?.toString('latin1')).toContain('PRODUCT_NOT_FOUND');
  });

  it.each([
    ['/productPrice/9310301', 200, '38.99'],
    ['/productPrice/007', 400, '"type":"urn:product-gateway:error:invalid-product-id"'],
    ['/productPrice/1', 404, '"type":"urn:product-gateway:error:product-not-found"'],
  ])('responds to GET %s with %d', async (path, httpStatus, text) => {
    const response = await fetch(v1.httpUrl + path);
    expect(response.status).toBe(httpStatus);
    expect(await response.text()).toContain(text);
  });
});
