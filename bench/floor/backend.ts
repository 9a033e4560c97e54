// The least that can be a backend, that which the first argument names: bare grpc-js, and an answer made beforehand.
import { Server, ServerCredentials, type handleUnaryCall, type ServiceDefinition } from '@grpc/grpc-js';
import type { BaseProduct, Inventory, Price, Review } from '#contracts';

import seed from '../../apps/gateway/src/product-9310301.seed.json' with { type: 'json' };
import * as contract from './contract.ts';
import { GRPC_OPTIONS } from './grpc-options.ts';

const { productId, description, imageUrl } = seed;
const options = seed.options.map((option) => ({
  optionId: option.productId,
  description: option.optionDescription,
  quantity: option.inventory,
  price: money(option.price),
  listPrice: undefined,
}));
const baseProduct: BaseProduct = { productId, description, imageUrl, options };
const inventory: Inventory = { productId, total: seed.inventory, options };
const price: Price = { productId, price: money(seed.price), options, listPrice: undefined, discountPercent: 0 };
const reviews: Review[] = seed.reviews.map((text) => ({ text, stars: 0 }));

const server = new Server(GRPC_OPTIONS);
serve('base-product', contract.BaseProductServiceService, 'getBaseProduct', { baseProduct });
serve('inventory', contract.InventoryServiceService, 'getInventory', { inventory });
serve('price', contract.PriceServiceService, 'getPrice', { price });
serve('reviews', contract.ReviewsServiceService, 'listReviews', { reviews, nextPageToken: '' });
server.bindAsync(`127.0.0.1:${process.env['GRPC_PORT']}`, ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
});

function serve(name: string, service: ServiceDefinition, rpc: string, answer: object): void {
  const unary: handleUnaryCall<unknown, object> = (_call, callback) => callback(null, answer);
  if (name === process.argv[2]) server.addService(service, { [rpc]: unary });
}

function money(amount: number) {
  const units = Math.trunc(amount);
  return { currencyCode: 'USD', units, nanos: Math.round((amount - units) * 1e9) };
}
