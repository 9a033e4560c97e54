// The least that can compose a product: node:http, and four unary calls of bare grpc-js.
import { createServer } from 'node:http';

import { Client, credentials, type MethodDefinition } from '@grpc/grpc-js';

import * as contract from './contract.ts';
import { GRPC_OPTIONS } from './grpc-options.ts';

const getBaseProduct = caller('BASEPRODUCT', contract.BaseProductServiceService.getBaseProduct);
const getInventory = caller('INVENTORY', contract.InventoryServiceService.getInventory);
const getPrice = caller('PRICE', contract.PriceServiceService.getPrice);
const listReviews = caller('REVIEWS', contract.ReviewsServiceService.listReviews);

createServer((request, response) => {
  productJson(Number(request.url?.slice('/product/'.length))).then(
    (json) => response.setHeader('content-type', 'application/json').end(json),
    () => response.writeHead(503).end(),
  );
}).listen(Number(process.env['HTTP_PORT']), '127.0.0.1');

async function productJson(productId: number): Promise<string> {
  const [{ baseProduct }, { inventory }, { price }, { reviews }] = await Promise.all([
    getBaseProduct({ productId }),
    getInventory({ productId }),
    getPrice({ productId }),
    listReviews({ productId, pageSize: 0, pageToken: '' }),
  ]);
  return JSON.stringify({
    ...baseProduct,
    options: baseProduct?.options.map(({ optionId, description }, index) => ({
      productId: optionId,
      optionDescription: description,
      inventory: inventory?.options[index]?.quantity,
      price: amount(price?.options[index]?.price),
    })),
    reviews: reviews.map(({ text }) => text),
    price: amount(price?.price),
    inventory: inventory?.total,
  });
}

function amount(money: { units: number; nanos: number } | undefined): number | undefined {
  return money && money.units + money.nanos / 1e9;
}

function caller<Request, Response>(backend: string, method: MethodDefinition<Request, Response>) {
  const address = `127.0.0.1:${process.env[`${backend}_SERVICE_PORT`]}`;
  const client = new Client(address, credentials.createInsecure(), GRPC_OPTIONS);
  const { path, requestSerialize, responseDeserialize } = method;
  return (message: Request) =>
    new Promise<Response>((resolve, reject) => {
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, message, (error, answer) =>
        answer === undefined ? reject(error) : resolve(answer),
      );
    });
}
