import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { sendUnaryData } from '@grpc/grpc-js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PriceServiceService, ProductServiceService, type GetPriceRequest } from '#contracts';
import {
  CHROMIUM,
  chromiumIsMissing,
  backendEnvironment,
  RpcClient,
  START_BACKEND,
  startBackends,
  startService,
  startStubBackend,
  type RunningBackends,
  type RunningService,
} from '#testbed';

import { FIRST_COMPUTED_ID } from '#catalog';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';
import openapi from './openapi.json' with { type: 'json' };

const SEED = readFileSync(new URL('product-9310301.seed.json', import.meta.url), 'utf8');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const startGateway = (environment: NodeJS.ProcessEnv) => startService(gatewaySettings, createGatewayApp, environment);
const jsonOf = async (gateway: RunningService) => (await fetch(`${gateway.httpUrl}/product/9310301`)).text();
const pageOf = async (gateway: RunningService) => (await fetch(`${gateway.httpUrl}/product/9310301.html`)).text();
const textOf = (html: string) => html.replaceAll(/<[^>]+>/g, '');

describe('price v2 and reviews v2', () => {
  let backends: RunningBackends;
  let gateway: RunningService;

  beforeAll(async () => {
    backends = await startBackends({ SERVICE_VERSION: 'v2', CATALOG_PRODUCTS: '4' });
    gateway = await startGateway(backends.environment);
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await backends[Symbol.asyncDispose]();
  });

  it('add the discount and the stars to the JSON, and change nothing else but prices', async () => {
    const json = SEED.replaceAll('"price":39.99', '"price":35.99,"listPrice":39.99')
      .replace('"price":32.99', '"price":29.69,"listPrice":32.99')
      .replace('"price":38.99', '"stars":[5,4,1],"price":35.09,"listPrice":38.99,"discountPercent":10');
    expect(await jsonOf(gateway)).toBe(json);
  });

  it('show both on the page, also to those who hear it', async () => {
    const page = await pageOf(gateway);
    expect(textOf(page)).toContain('Price: $35.09\ninstead of $38.99, 10 % off');
    expect(textOf(page)).toContain('Medium$29.69 instead of $32.99');
    for (const stars of ['5 of 5 stars">★★★★★', '4 of 5 stars">★★★★☆', '1 of 5 stars">★☆☆☆☆']) {
      expect(page).toContain(`role="img" aria-label="${stars}`);
    }
  });

  it('reach clients of the gRPC front', async () => {
    using client = new RpcClient(gateway.grpcPort);
    const { product } = await client.call(ProductServiceService.getProduct, { productId: 9310301 });
    expect(product?.price).toMatchObject({ discountPercent: 10, listPrice: { units: 38, nanos: 990_000_000 } });
    expect(product?.reviews.map(({ stars }) => stars)).toEqual([5, 4, 1]);
  });

  it('keep their own routes: the price as text, and the texts of the reviews', async () => {
    const { price, reviews } = backends.services;
    expect(await (await fetch(`${price.httpUrl}/productPrice/9310301`)).text()).toBe('35.09');
    const texts = (JSON.parse(SEED) as { reviews: string[] }).reviews;
    expect(await (await fetch(`${reviews.httpUrl}/productReviews/9310301`)).json()).toEqual(texts);
  });

  it('price and rate every product, the computed ones too, as OpenAPI says', async () => {
    const isProduct = new Ajv2020({ strict: false })
      .addSchema(openapi, 'openapi')
      .compile({ $ref: 'openapi#/components/schemas/Product' });
    const catalogue = await fetch(`${gateway.httpUrl}/product?pageSize=100`);
    const { products } = (await catalogue.json()) as { products: { productId: number }[] };
    expect(products.at(-1)?.productId).toBe(FIRST_COMPUTED_ID + 3);
    for (const { productId } of products) {
      const response = await fetch(`${gateway.httpUrl}/product/${productId}`);
      const product = (await response.json()) as { reviews: string[]; stars?: number[] };
      expect(isProduct(product), `${productId}`).toBe(true);
      expect(product).toMatchObject({ discountPercent: 10, listPrice: expect.any(Number) });
      expect(product.stars ?? []).toHaveLength(product.reviews.length);
      expect(product.stars ?? []).not.toContain(0);
    }
  });

  it.skipIf(chromiumIsMissing())(
    'have a page that is accessible, light and dark, on a desk and on a phone',
    async () => {
      await using browser = await chromium.launch(CHROMIUM);
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [1280, 320]) {
          const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
          await page.goto(`${gateway.httpUrl}/product/9310301.html`);
          await page.evaluate(AXE);
          expect(await page.evaluate('axe.run().then(({ violations }) => violations)')).toEqual([]);
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        }
      }
    },
  );
});

describe('versions side by side', () => {
  it.each([
    ['price', { listPrice: 38.99, price: 35.09 }, 'stars'],
    ['reviews', { stars: [5, 4, 1], price: 38.99 }, 'listPrice'],
  ] as const)('%s can be v2 while the other is v1', async (name, added, absent) => {
    await using backends = await startBackends();
    await using v2 = await START_BACKEND[name]({ SERVICE_VERSION: 'v2' });
    await using gateway = await startGateway({
      ...backends.environment,
      ...backendEnvironment({ [name]: v2.grpcPort }),
    });
    const product: unknown = JSON.parse(await jsonOf(gateway));
    expect(product).toMatchObject(added);
    expect(product).not.toHaveProperty(absent);
  });

  it('one gateway shows responses of v1 and of v2 of the same service', async () => {
    await using backends = await startBackends();
    await using v2 = await START_BACKEND.price({ SERVICE_VERSION: 'v2' });
    using toV1 = new RpcClient(backends.services.price.grpcPort);
    using toV2 = new RpcClient(v2.grpcPort);
    let calls = 0;
    // Stands where a mesh would split the traffic.
    await using split = await startStubBackend(PriceServiceService, {
      getPrice: async ({ request }: { request: GetPriceRequest }, callback: sendUnaryData<object>) =>
        callback(null, await (calls++ % 2 === 0 ? toV1 : toV2).call(PriceServiceService.getPrice, request)),
    });
    await using gateway = await startGateway({ ...backends.environment, ...backendEnvironment({ price: split.port }) });
    const prices: unknown[] = [];
    for (let i = 0; i < 4; i++) prices.push((JSON.parse(await jsonOf(gateway)) as { price: number }).price);
    expect(prices).toEqual([38.99, 35.09, 38.99, 35.09]);
  });

  it('a product without its price still has its stars', async () => {
    await using backends = await startBackends({ SERVICE_VERSION: 'v2' });
    await using gateway = await startGateway(backends.environment);
    await backends.services.price.service.stop();
    const json = SEED.replaceAll(/,"price":3\d\.99(?=\})/g, '')
      .replace('"price":38.99', '"stars":[5,4,1]')
      .replace(/\}$/, ',"degraded":["price"]}');
    expect(await jsonOf(gateway)).toBe(json);
    expect(textOf(await pageOf(gateway))).toMatch(/Prices can't be shown right now\.[^]*★★★★☆My husband loved it/);
  });
});
