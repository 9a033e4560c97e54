// The least that can compose a product: node:http, and four unary calls of bare grpc-js.
import { createServer } from 'node:http';

import { Client, credentials, type MethodDefinition } from '@grpc/grpc-js';
import {
  BaseProductServiceService,
  InventoryServiceService,
  PriceServiceService,
  ReviewsServiceService,
} from '#contracts';

import { composedProduct } from '../composed-product.ts';
import { GRPC_OPTIONS } from './grpc-options.ts';

const { HTTP_PORT, LISTEN_ADDRESS } = process.env;

const getBaseProduct = caller('BASEPRODUCT', BaseProductServiceService.getBaseProduct);
const getInventory = caller('INVENTORY', InventoryServiceService.getInventory);
const getPrice = caller('PRICE', PriceServiceService.getPrice);
const listReviews = caller('REVIEWS', ReviewsServiceService.listReviews);

createServer((request, response) => {
  productJson(Number(request.url?.slice('/product/'.length))).then(
    (json) => response.setHeader('content-type', 'application/json').end(json),
    () => response.writeHead(503).end(),
  );
}).listen(Number(HTTP_PORT), LISTEN_ADDRESS);

async function productJson(productId: number): Promise<string> {
  const [{ baseProduct }, { inventory }, { price }, { reviews }] = await Promise.all([
    getBaseProduct({ productId }),
    getInventory({ productId }),
    getPrice({ productId }),
    listReviews({ productId, pageSize: 0, pageToken: '' }),
  ]);
  return JSON.stringify(composedProduct({ baseProduct, inventory, price, reviews }));
}

function caller<Request, Response>(backend: string, method: MethodDefinition<Request, Response>) {
  const address = `${process.env[`${backend}_SERVICE_HOST`]}:${process.env[`${backend}_SERVICE_PORT`]}`;
  const client = new Client(address, credentials.createInsecure(), GRPC_OPTIONS);
  const { path, requestSerialize, responseDeserialize } = method;
  return (message: Request) =>
    new Promise<Response>((resolve, reject) => {
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, message, (error, response) =>
        response === undefined ? reject(error) : resolve(response),
      );
    });
}
