import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { describe, expect, it } from 'vitest';
import { PriceServiceService, ReviewsServiceService } from '#contracts';
import { backendEnvironment, RpcClient, START_BACKEND, startBackends, startService } from '#testing';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

type Service = 'price' | 'reviews';

/** A product behind price and reviews of these versions, as JSON and as a page. */
async function product(versions: Partial<Record<Service, 'v1' | 'v2'>>, id = 9310301) {
  await using backends = await startBackends();
  await using price = await START_BACKEND.price({ SERVICE_VERSION: versions.price ?? 'v1' });
  await using reviews = await START_BACKEND.reviews({ SERVICE_VERSION: versions.reviews ?? 'v1' });
  await using gateway = await startService(gatewaySettings, createGatewayApp, {
    ...backends.environment,
    ...backendEnvironment({ price: price.grpcPort, reviews: reviews.grpcPort }),
  });
  const text = async (path: string) => (await fetch(`${gateway.httpUrl}/product/${path}`)).text();
  const rest = async (url: string) => (await fetch(`${url}/${id}`)).text();
  return {
    json: JSON.parse(await text(`${id}`)) as Record<string, unknown> & { options: Record<string, unknown>[] },
    page: await text(`${id}.html`),
    productPrice: await rest(`${price.httpUrl}/productPrice`),
    productReviews: await rest(`${reviews.httpUrl}/productReviews`),
  };
}

const V1_KEYS = ['productId', 'description', 'imageUrl', 'options', 'reviews', 'price', 'inventory'];

describe('v1 of price and reviews', () => {
  it('adds nothing to what the article has', async () => {
    const { json, page } = await product({});
    expect(Object.keys(json)).toEqual(V1_KEYS);
    expect(page).not.toContain('% off');
    expect(page).not.toContain('of 5 stars');
  });
});

describe('v2 of price', () => {
  it('sells at a tenth off, to the cent, and tells the list price', async () => {
    const { json, page, productPrice } = await product({ price: 'v2' });
    expect(json).toMatchObject({ price: 35.09, listPrice: 38.99, discountPercent: 10 });
    expect(json.options.map(({ price, listPrice }) => [price, listPrice])).toEqual([
      [35.99, 39.99],
      [29.69, 32.99],
      [35.99, 39.99],
      [35.99, 39.99],
    ]);
    expect(productPrice).toBe('35.09');
    expect(page).toContain('<s>$38.99</s>');
    expect(page).toContain('10 % off');
  });
});

describe('v2 of reviews', () => {
  it('adds stars beside the texts, which stay as they are', async () => {
    const before = await product({});
    const { json, page, productReviews } = await product({ reviews: 'v2' });
    expect(json['reviews']).toEqual(before.json['reviews']);
    expect(json['stars']).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
    for (const stars of json['stars'] as number[]) expect([1, 2, 3, 4, 5]).toContain(stars);
    expect(productReviews).toBe(before.productReviews);
    expect(page).toContain(`aria-label="${(json['stars'] as number[])[0]} of 5 stars"`);
  });
});

describe('both versions at once', () => {
  it('keep the order of the keys that the article has', async () => {
    const { json } = await product({ price: 'v2', reviews: 'v2' });
    expect(Object.keys(json).filter((key) => V1_KEYS.includes(key))).toEqual(V1_KEYS);
  });

  it('go together when one of them fails', async () => {
    await using backends = await startBackends({ SERVICE_VERSION: 'v2' });
    await using gateway = await startService(gatewaySettings, createGatewayApp, {
      ...backends.environment,
      // Port 1, on which nothing listens.
      PRICE_SERVICE_PORT: '1',
    });
    const json = (await (await fetch(`${gateway.httpUrl}/product/9310301`)).json()) as Record<string, unknown>;
    expect(Object.keys(json)).toEqual([
      'productId',
      'description',
      'imageUrl',
      'options',
      'reviews',
      'stars',
      'inventory',
      'degraded',
    ]);
  });

  it('give a gateway that was built before v2 what it knows', async () => {
    using before = contractBeforeV2();
    await using price = await START_BACKEND.price({ SERVICE_VERSION: 'v2' });
    await using reviews = await START_BACKEND.reviews({ SERVICE_VERSION: 'v2' });
    using prices = new RpcClient(price.grpcPort);
    using listing = new RpcClient(reviews.grpcPort);
    const { getPrice } = PriceServiceService;
    const { listReviews } = ReviewsServiceService;
    expect(
      await prices.call({ ...getPrice, ...before.decoding('PriceService', 'GetPrice') }, { productId: 9310301 }),
    ).toMatchObject({
      price: { productId: 9310301, price: { units: 35, nanos: 90_000_000 }, options: [{}, {}, {}, {}] },
    });
    const request = { productId: 9310301, pageSize: 1, pageToken: '' };
    expect(
      await listing.call({ ...listReviews, ...before.decoding('ReviewsService', 'ListReviews') }, request),
    ).toMatchObject({ reviews: [{ text: 'Very Beautiful' }] });
  });
});

/** The messages as they were before v2, for a client that knows no others. */
function contractBeforeV2() {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'contract-'));
  const file = join(folder.path, 'before.proto');
  writeFileSync(
    file,
    `syntax = "proto3";
    message Money { string currency_code = 1; int64 units = 2; int32 nanos = 3; }
    message Empty {}
    message OptionPrice { int64 option_id = 1; Money price = 2; }
    message Price { int64 product_id = 1; Money price = 2; repeated OptionPrice options = 3; }
    message GetPriceResponse { Price price = 1; }
    service PriceService { rpc GetPrice(Empty) returns (GetPriceResponse); }
    message Review { string text = 1; }
    message ListReviewsResponse { repeated Review reviews = 1; string next_page_token = 2; }
    service ReviewsService { rpc ListReviews(Empty) returns (ListReviewsResponse); }`,
  );
  const contract = loadSync(file, { longs: Number }) as Record<string, ServiceDefinition>;
  return {
    /** To be put into a method of today's, so that its answer is read by the old message. */
    decoding(service: string, rpc: string): { responseDeserialize: (bytes: Buffer) => never } {
      const method = contract[service]?.[rpc];
      if (!method) throw new Error(`${service} had no ${rpc}`);
      return { responseDeserialize: method.responseDeserialize as (bytes: Buffer) => never };
    },
    [Symbol.dispose]: () => folder.remove(),
  };
}
