import type { MethodDefinition } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';

import {
  BaseProductServiceService,
  InventoryServiceService,
  Money,
  PriceServiceService,
  ProductServiceService,
  ReviewsServiceService,
} from './index.ts';

const SERVICES = {
  'product_gateway.base_product.v1.BaseProductService': [
    BaseProductServiceService,
    ['GetBaseProduct', 'ListBaseProducts'],
  ],
  'product_gateway.inventory.v1.InventoryService': [
    InventoryServiceService,
    ['GetInventory', 'GetReservation', 'ReserveStock', 'WatchInventory'],
  ],
  'product_gateway.price.v1.PriceService': [PriceServiceService, ['GetPrice']],
  'product_gateway.product.v1.ProductService': [ProductServiceService, ['GetProduct']],
  'product_gateway.reviews.v1.ReviewsService': [ReviewsServiceService, ['ListReviews']],
} as const;

describe('the contract', () => {
  it.each(Object.entries(SERVICES))('has the methods of %s under their paths', (service, [definition, methods]) => {
    const paths = Object.values(definition as Record<string, MethodDefinition<unknown, unknown>>).map(
      ({ path }) => path,
    );
    expect(paths.toSorted()).toEqual(methods.map((method) => `/${service}/${method}`));
  });

  it.each([
    { currencyCode: 'USD', units: 38, nanos: 990_000_000 },
    { currencyCode: 'USD', units: -1, nanos: -500_000_000 },
    { currencyCode: '', units: Number.MAX_SAFE_INTEGER, nanos: 0 },
  ])('reads the money %j as it was written', (money) => {
    expect(Money.decode(Money.encode(money).finish())).toEqual(money);
  });

  it('writes a message by the field numbers of its .proto file', () => {
    const { requestSerialize } = PriceServiceService.getPrice;
    expect(requestSerialize({ productId: 300 }).toString('hex')).toBe('08ac02');
  });

  it('refuses an id that a number cannot represent', () => {
    // Field 1, a varint of 2^53.
    const bytes = Buffer.from([8, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]);
    expect(() => PriceServiceService.getPrice.requestDeserialize(bytes)).toThrow(/MAX_SAFE_INTEGER/);
  });
});
