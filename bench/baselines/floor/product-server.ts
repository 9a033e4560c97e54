// The least that can compose a product: node:http, and four unary calls of a client.
import { createServer } from 'node:http';

import type { MethodDefinition } from '@grpc/grpc-js';
import {
  BaseProductServiceService,
  InventoryServiceService,
  PriceServiceService,
  ReviewsServiceService,
} from '#contracts';

import { composedProduct } from '../composed-product.ts';

const { HTTP_PORT, LISTEN_ADDRESS } = process.env;

/** Makes the function that calls a method of the server at `host:port`. */
export type Connect = <Request, Response>(
  address: string,
  method: MethodDefinition<Request, Response>,
) => (message: Request) => Promise<Response>;

/** Serves products over HTTP, by calls of that client. */
export function serveProducts(connect: Connect): void {
  const address = (backend: string) =>
    `${process.env[`${backend}_SERVICE_HOST`]}:${process.env[`${backend}_SERVICE_PORT`]}`;
  const getBaseProduct = connect(address('BASEPRODUCT'), BaseProductServiceService.getBaseProduct);
  const getInventory = connect(address('INVENTORY'), InventoryServiceService.getInventory);
  const getPrice = connect(address('PRICE'), PriceServiceService.getPrice);
  const listReviews = connect(address('REVIEWS'), ReviewsServiceService.listReviews);

  const productJson = async (productId: number): Promise<string> => {
    const [{ baseProduct }, { inventory }, { price }, { reviews }] = await Promise.all([
      getBaseProduct({ productId }),
      getInventory({ productId }),
      getPrice({ productId }),
      listReviews({ productId, pageSize: 0, pageToken: '' }),
    ]);
    return JSON.stringify(composedProduct({ baseProduct, inventory, price, reviews }));
  };

  createServer((request, response) => {
    productJson(Number(request.url?.slice('/product/'.length))).then(
      (json) => response.setHeader('content-type', 'application/json').end(json),
      () => response.writeHead(503).end(),
    );
  }).listen(Number(HTTP_PORT), LISTEN_ADDRESS);
}
