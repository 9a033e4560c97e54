// A client that behaves well while others flood the gateway.
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { status as grpcStatus, type ServiceError } from '@grpc/grpc-js';
import { expect } from 'vitest';
import type { GetProductResponse } from '#contracts';

const PRODUCT_PATH = '/product/9310301';
const ROUNDS = 5;

/** A gateway, as a client that behaves well calls it. */
interface CalledGateway {
  readonly httpPort: number;
  /** Calls GetProduct on a channel of the client; rejects with a ServiceError. */
  readonly getProduct: () => Promise<GetProductResponse>;
}

/** Status and Retry-After of a response, on a connection of its own. */
const request = (port: number, path: string) =>
  new Promise<{ status: number | undefined; retryAfter: string | undefined }>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      const { statusCode: status, headers } = response;
      response.resume().on('end', () => resolve({ status, retryAfter: headers['retry-after'] }));
    }).on('error', reject);
  });

/** Requests a product until the response is no 503 with Retry-After. */
async function productStatus(port: number): Promise<number | undefined> {
  for (;;) {
    const { status, retryAfter } = await request(port, PRODUCT_PATH);
    if (status !== 503 || retryAfter === undefined) return status;
    await sleep(Number(retryAfter) * 1000);
  }
}

/** Calls GetProduct until the status is not RESOURCE_EXHAUSTED with a retry delay. */
async function callGetProduct(getProduct: CalledGateway['getProduct']): Promise<GetProductResponse> {
  for (;;) {
    const response = await getProduct().catch((error: unknown) => error as ServiceError);
    if (!(response instanceof Error)) return response;
    const [pushback] = response.metadata.get('grpc-retry-pushback-ms');
    if (response.code !== grpcStatus.RESOURCE_EXHAUSTED || pushback === undefined) throw response;
    await sleep(Number(pushback));
  }
}

/** Expects that a client that behaves well is served, over HTTP on connections of its own. */
export async function expectService({ httpPort, getProduct }: CalledGateway): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    for (const path of ['/livez', '/readyz', '/metrics'])
      expect(await request(httpPort, path)).toMatchObject({ status: 200 });
    expect(await productStatus(httpPort)).toBe(200);
    const { product } = await callGetProduct(getProduct);
    expect(product).toMatchObject({ baseProduct: { productId: 9310301 }, degraded: [] });
    expect(product?.reviews.length).toBeGreaterThan(0);
  }
}
