import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { MethodDefinition, sendUnaryData } from '@grpc/grpc-js';
import { loadSync, type ServiceDefinition } from '@grpc/proto-loader';
import { describe, expect, it } from 'vitest';
import { PriceServiceService, ReviewsServiceService } from '#contracts';
import {
  backendEnvironment,
  RpcClient,
  START_BACKEND,
  startBackends,
  startService,
  startStubBackend,
  type RunningService,
} from '#testbed';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

const SEED = readFileSync(new URL('product-9310301.seed.json', import.meta.url), 'utf8');

const startGateway = (environment: NodeJS.ProcessEnv) => startService(gatewaySettings, createGatewayApp, environment);
const jsonOf = async (gateway: RunningService) => (await fetch(`${gateway.httpUrl}/product/9310301`)).text();
const pageOf = async (gateway: RunningService) => (await fetch(`${gateway.httpUrl}/product/9310301.html`)).text();

/** The contract before v2, as far as responses of price and reviews need it. */
const CONTRACT_BEFORE_V2 = `
  syntax = "proto3";
  package before_v2;
  service PriceService { rpc GetPrice(Request) returns (GetPriceResponse); }
  service ReviewsService { rpc ListReviews(Request) returns (ListReviewsResponse); }
  message Request { int64 product_id = 1; }
  message GetPriceResponse { Price price = 1; }
  message Price { int64 product_id = 1; Money price = 2; repeated OptionPrice options = 3; }
  message OptionPrice { int64 option_id = 1; Money price = 2; }
  message Money { string currency_code = 1; int64 units = 2; int32 nanos = 3; }
  message ListReviewsResponse { repeated Review reviews = 1; string next_page_token = 2; }
  message Review { string text = 1; }
`;

function methodsBeforeV2(): Record<'getPrice' | 'listReviews', MethodDefinition<object, object>> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'before-v2-'));
  const file = join(folder.path, 'before_v2.proto');
  writeFileSync(file, CONTRACT_BEFORE_V2);
  const loaded = loadSync(file, { longs: Number });
  const method = (service: string, name: string, { path }: { path: string }) => ({
    ...((loaded[`before_v2.${service}`] as ServiceDefinition)[name] as MethodDefinition<object, object>),
    path,
  });
  return {
    getPrice: method('PriceService', 'GetPrice', PriceServiceService.getPrice),
    listReviews: method('ReviewsService', 'ListReviews', ReviewsServiceService.listReviews),
  };
}

describe('the contract before v2', () => {
  const { getPrice, listReviews } = methodsBeforeV2();
  const request = { productId: 9310301 };

  it('has every field that v1 responds with, byte for byte', async () => {
    await using backends = await startBackends();
    await using gateway = await startGateway(backends.environment);
    for (const [name, method] of [
      ['price', getPrice],
      ['reviews', listReviews],
    ] as const) {
      using client = new RpcClient(backends.services[name].grpcPort);
      const bytes = await client.call({ ...method, responseDeserialize: (raw) => raw }, request);
      expect(bytes).toEqual(method.responseSerialize(method.responseDeserialize(bytes as Buffer)));
    }
    expect(await jsonOf(gateway)).toBe(SEED);
    expect(await pageOf(gateway)).not.toMatch(/<s>| off|of 5 stars/);
  });

  it('is enough for a client to be served by v2', async () => {
    await using price = await START_BACKEND.price({ SERVICE_VERSION: 'v2' });
    await using reviews = await START_BACKEND.reviews({ SERVICE_VERSION: 'v2' });
    using prices = new RpcClient(price.grpcPort);
    using texts = new RpcClient(reviews.grpcPort);
    const usd = (units: number, nanos: number) => ({ currencyCode: 'USD', units, nanos });
    const options = [usd(35, 990_000_000), usd(29, 690_000_000), usd(35, 990_000_000), usd(35, 990_000_000)];
    expect(await prices.call(getPrice, request)).toEqual({
      price: {
        ...request,
        price: usd(35, 90_000_000),
        options: options.map((option, index) => ({ optionId: index + 1, price: option })),
      },
    });
    expect(await texts.call(listReviews, request)).toEqual({
      reviews: (JSON.parse(SEED) as { reviews: string[] }).reviews.map((text) => ({ text })),
    });
  });

  it("is enough for backends behind today's gateway", async () => {
    await using backends = await startBackends();
    const money = { currencyCode: 'USD', units: 7, nanos: 500_000_000 };
    const responding = (response: object) => (_call: unknown, callback: sendUnaryData<object>) =>
      callback(null, response);
    await using price = await startStubBackend(
      { getPrice },
      { getPrice: responding({ price: { ...request, price: money } }) },
    );
    await using reviews = await startStubBackend(
      { listReviews },
      { listReviews: responding({ reviews: [{ text: 'Good' }] }) },
    );
    await using gateway = await startGateway({
      ...backends.environment,
      ...backendEnvironment({ price: price.port, reviews: reviews.port }),
    });
    expect(await jsonOf(gateway)).toMatch(/\],"reviews":\["Good"\],"price":7.5,"inventory":93\}$/);
  });
});
