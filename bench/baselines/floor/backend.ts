// The least that can be a backend, the one that the first argument names: bare grpc-js, and a response made beforehand.
import { Server, ServerCredentials, type handleUnaryCall, type ServiceDefinition } from '@grpc/grpc-js';
import {
  BaseProductServiceService,
  InventoryServiceService,
  PriceServiceService,
  ReviewsServiceService,
} from '#contracts';

import { baseProduct, inventory, price, reviews } from '../seed-responses.ts';
import { GRPC_OPTIONS } from './grpc-options.ts';

const { GRPC_PORT, LISTEN_ADDRESS } = process.env;

const server = new Server(GRPC_OPTIONS);
serve('base-product', BaseProductServiceService, 'getBaseProduct', { baseProduct });
serve('inventory', InventoryServiceService, 'getInventory', { inventory });
serve('price', PriceServiceService, 'getPrice', { price });
serve('reviews', ReviewsServiceService, 'listReviews', { reviews, nextPageToken: '' });
server.bindAsync(`${LISTEN_ADDRESS}:${GRPC_PORT}`, ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
});

function serve(name: string, service: ServiceDefinition, rpc: string, response: object): void {
  const unary: handleUnaryCall<unknown, object> = (_call, callback) => callback(null, response);
  if (name === process.argv[2]) server.addService(service, { [rpc]: unary });
}
