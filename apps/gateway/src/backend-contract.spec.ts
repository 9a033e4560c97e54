import { status, type sendUnaryData, type ServerUnaryCall, type ServiceDefinition } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BaseProductServiceService,
  InventoryServiceService,
  PriceServiceService,
  ProductServiceService,
  ReviewsServiceService,
} from '#contracts';
import {
  backendEnvironment,
  RpcClient,
  startService,
  startStubBackend,
  type RunningService,
  type StubBackend,
} from '#testbed';

import { GRPC_TRANSPORTS } from '#grpc';

import {
  BAD_PAGES,
  DEGRADED,
  FAILED,
  GOOD,
  GOOD_PAGES,
  ID,
  page,
  WHOLE,
  type Page,
  type Responses,
} from './backend-contract.responses.ts';
import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

describe.each(GRPC_TRANSPORTS)('what a backend sends over %s', (GRPC_TRANSPORT) => {
  let responses = GOOD;
  let listed: Page = page();
  const stubs: StubBackend[] = [];
  let gateway: RunningService;

  /** A stub that serves what `responses` has at the time, or the bytes in its place. */
  async function startStub(
    part: keyof NonNullable<Responses['raw']>,
    definition: ServiceDefinition,
    handlers: Record<string, () => unknown>,
  ): Promise<StubBackend> {
    const entries = Object.entries(definition).map(([rpc, method]) => [
      rpc,
      { ...method, responseSerialize: (value: never) => responses.raw?.[part] ?? method.responseSerialize(value) },
    ]);
    const serve =
      (respond: () => unknown) => (_call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) =>
        callback(null, respond());
    const stub = await startStubBackend(
      Object.fromEntries(entries) as ServiceDefinition,
      Object.fromEntries(Object.entries(handlers).map(([rpc, respond]) => [rpc, serve(respond)])),
    );
    stubs.push(stub);
    return stub;
  }

  beforeAll(async () => {
    const [base, inventory, price, reviews] = await Promise.all([
      startStub('baseProduct', BaseProductServiceService, {
        getBaseProduct: () => ({ baseProduct: responses.baseProduct }),
        listBaseProducts: () => listed,
      }),
      startStub('inventory', InventoryServiceService, { getInventory: () => ({ inventory: responses.inventory }) }),
      startStub('price', PriceServiceService, { getPrice: () => ({ price: responses.price }) }),
      startStub('reviews', ReviewsServiceService, {
        listReviews: () => ({ reviews: responses.reviews, nextPageToken: '' }),
      }),
    ]);
    gateway = await startService(gatewaySettings, createGatewayApp, {
      ...backendEnvironment({
        'base-product': base.port,
        inventory: inventory.port,
        price: price.port,
        reviews: reviews.port,
      }),
      GRPC_TRANSPORT,
    });
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await Promise.all(stubs.map((stub) => stub[Symbol.asyncDispose]()));
  });

  /** The outcome of a product in each representation: its degraded parts, or the error in its place. */
  async function outcomes(of: Responses) {
    responses = of;
    const json = await fetch(`${gateway.httpUrl}/product/${ID}.json`);
    const body = (await json.json()) as { degraded?: string[]; type?: string };
    const html = await fetch(`${gateway.httpUrl}/product/${ID}.html`);
    const text = await html.text();
    using client = new RpcClient(gateway.grpcPort);
    const rpc = await client.call(ProductServiceService.getProduct, { productId: ID }).then(
      ({ product }) => ({ status: 'OK', degraded: product?.degraded }),
      ({ code }: { code: status }) => ({ status: status[code], degraded: undefined }),
    );
    return {
      json: { status: json.status, degraded: json.ok ? (body.degraded ?? []) : undefined, type: body.type },
      html: { status: html.status, degraded: html.ok ? degradedOnPage(text) : undefined },
      rpc,
    };
  }

  it.each(Object.entries(WHOLE))('is shown in every representation if it has %s', async (_what, of) => {
    expect(await outcomes(of)).toEqual({
      json: { status: 200, degraded: [], type: undefined },
      html: { status: 200, degraded: [] },
      rpc: { status: 'OK', degraded: [] },
    });
  });

  const optional = Object.entries(DEGRADED).flatMap(([backend, rows]) =>
    Object.entries(rows).map(([what, of]) => ({ backend, what, of })),
  );
  it.each(optional)('is left out of every representation if $backend has $what', async ({ backend, of }) => {
    expect(await outcomes(of)).toEqual({
      json: { status: 200, degraded: [backend], type: undefined },
      html: { status: 200, degraded: [backend] },
      rpc: { status: 'OK', degraded: [backend] },
    });
  });

  it.each(Object.entries(FAILED))('is 502 in every representation if base-product has %s', async (_what, of) => {
    expect(await outcomes(of)).toEqual({
      json: { status: 502, degraded: undefined, type: 'urn:product-gateway:error:backend-failed' },
      html: { status: 502, degraded: undefined },
      rpc: { status: 'INTERNAL', degraded: undefined },
    });
  });

  async function catalogue(of: Page): Promise<number[]> {
    responses = GOOD;
    listed = of;
    const ask = async (accept: string) => (await fetch(`${gateway.httpUrl}/product`, { headers: { accept } })).status;
    return [await ask('application/json'), await ask('text/html')];
  }

  it.each(Object.entries(GOOD_PAGES))('is a page of the catalogue if it has %s', async (_what, of) => {
    expect(await catalogue(of)).toEqual([200, 200]);
  });

  it.each(Object.entries(BAD_PAGES))('is 502 in place of the catalogue if it has %s', async (_what, of) => {
    expect(await catalogue(of)).toEqual([502, 502]);
  });
});

/** The parts of which a page says that they can't be shown. */
const degradedOnPage = (html: string): string[] =>
  Object.entries({ inventory: 'Stock', price: 'Prices', reviews: 'Reviews' })
    .filter(([, part]) => html.includes(`${part} can't be shown right now.`))
    .map(([backend]) => backend);
