import {
  Metadata,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServiceDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BaseProductServiceService,
  InventoryServiceService,
  PriceServiceService,
  ProductServiceService,
  ReviewsServiceService,
} from '#contracts';
import type { BackendName } from '#configuration';
import { readHop } from '#telemetry';
import {
  backendEnvironment,
  RpcClient,
  runBundle,
  startBackends,
  startService,
  startStubBackend,
  type RunningService,
} from '#testbed';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

const SERVICE: Record<BackendName, ServiceDefinition> = {
  'base-product': BaseProductServiceService,
  inventory: InventoryServiceService,
  price: PriceServiceService,
  reviews: ReviewsServiceService,
};
const NAMES = Object.keys(SERVICE) as BackendName[];

/** A call that succeeded through a proxy: its path, and the attempt that its response states. */
type PassedCall = Readonly<{ path: string; attempt: number | undefined }>;

/** A proxy in front of a backend, which makes a call again after UNAVAILABLE, with the same metadata, as meshes do. */
async function startRetryingProxy(definition: ServiceDefinition, port: number, passed: PassedCall[]) {
  const client = new RpcClient(port, ['UNAVAILABLE']);
  const handlers = Object.entries(definition).map(([name, method]) => [
    name,
    async ({ request, metadata }: ServerUnaryCall<object, object>, callback: sendUnaryData<unknown>) => {
      try {
        const exchanged = await client.exchange(method, request, { metadata });
        passed.push({ path: method.path, attempt: readHop(exchanged.metadata.getMap())?.attempt });
        callback(null, exchanged.response);
      } catch (error) {
        callback(error as ServiceError);
      }
    },
  ]);
  const proxy = await startStubBackend(definition, Object.fromEntries(handlers));
  return {
    port: proxy.port,
    [Symbol.asyncDispose]: async () => {
      client[Symbol.dispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

/** The requests whose ids differ in where they come from; a client repeats its own. */
const IDS: Record<string, Record<string, string>> = {
  'without x-request-id': {},
  'with an x-request-id that its client repeats': { 'x-request-id': 'mine' },
  'with an x-request-id of the form that the gateway makes': { 'x-request-id': '3f2a6c1e-9b7d-4e21-8a54-0c1d2e3f4a5b' },
  'with an x-request-id of the form that backends receive': {
    'x-request-id': '3f2a6c1e-9b7d-4e21-8a54-0c1d2e3f4a5b.gateway',
  },
};

describe('behind a gateway whose calls a proxy makes again', () => {
  const passed: PassedCall[] = [];
  const running: AsyncDisposable[] = [];
  let gateway: RunningService;

  beforeAll(async () => {
    const backends = await startBackends({ FAULTS: 'on' });
    running.unshift(backends);
    const ports: Partial<Record<BackendName, number>> = {};
    for (const name of NAMES) {
      const proxy = await startRetryingProxy(SERVICE[name], backends.services[name].grpcPort, passed);
      running.unshift(proxy);
      ports[name] = proxy.port;
    }
    const environment = { ...backends.environment, ...backendEnvironment(ports), FAULTS: 'on' };
    gateway = await startService(gatewaySettings, createGatewayApp, environment);
    running.unshift(gateway);
  });
  afterAll(async () => {
    for (const each of running) await each[Symbol.asyncDispose]();
  });

  async function getHttp(path: string, headers: Record<string, string>): Promise<void> {
    const response = await fetch(`${gateway.httpUrl}${path}`, { headers });
    expect([response.status, await response.text()]).toEqual([200, expect.not.stringContaining('"degraded"')]);
  }

  /** Calls GetProduct, and resolves with the attempt that the gateway states of that call. */
  async function getRpc(headers: Record<string, string>): Promise<number | undefined> {
    using client = new RpcClient(gateway.grpcPort);
    const metadata = Metadata.fromHttp2Headers(headers);
    const exchanged = await client.exchange(ProductServiceService.getProduct, { productId: 9310301 }, { metadata });
    expect(exchanged.response.product?.degraded).toEqual([]);
    return readHop(exchanged.metadata.getMap())?.attempt;
  }

  interface Request {
    readonly of: readonly BackendName[];
    readonly send: (headers: Record<string, string>) => Promise<unknown>;
  }
  const REQUESTS: Record<string, Request> = {
    'a product over HTTP': { of: NAMES, send: (headers) => getHttp('/product/9310301', headers) },
    'a product over gRPC': { of: NAMES, send: getRpc },
    'the catalogue': { of: ['base-product'], send: (headers) => getHttp('/product', headers) },
  };
  const cases = Object.entries(REQUESTS).flatMap(([what, request]) =>
    Object.entries(IDS).map(([which, headers]) => [what, which, request, headers] as const),
  );

  it.each(cases)(
    'each RPC of %s %s is a first attempt, and calls another method',
    async (_what, _which, { of, send }, headers) => {
      for (let request = 0; request < 2; request += 1) {
        passed.length = 0;
        await send(headers);
        expect(passed.map(({ attempt }) => attempt)).toEqual(of.map(() => 1));
        expect(new Set(passed.map(({ path }) => path)).size).toBe(of.length);
      }
    },
  );

  it.each(cases)(
    'each RPC of %s %s fails once by first=1, and its retry is attempt 2',
    async (_what, _which, { of, send }, headers) => {
      const fault = of.map((name) => `${name}=UNAVAILABLE;first=1`).join(',');
      for (let request = 0; request < 2; request += 1) {
        passed.length = 0;
        await send({ ...headers, 'x-fault': fault });
        expect(passed.map(({ attempt }) => attempt)).toEqual(of.map(() => 2));
      }
    },
  );

  it.each(['mine', '3f2a6c1e-9b7d-4e21-8a54-0c1d2e3f4a5b'])(
    'each GetProduct with the same x-request-id %s is a first attempt at the gateway',
    async (id) => {
      const headers = { 'x-request-id': id };
      expect([await getRpc(headers), await getRpc(headers)]).toEqual([1, 1]);
    },
  );
});

it('a backend logs the x-request-id of the response of the gateway, whether the gateway made it or not', async () => {
  await using base = await runBundle('base-product');
  await using gateway = await runBundle('gateway', {
    ...backendEnvironment({ 'base-product': base.grpcPort, inventory: 1, price: 1, reviews: 1 }),
    BASEPRODUCT_TIMEOUT: '10s',
    REQUEST_TIMEOUT: '15s',
  });
  const logged = () => base.log.filter(({ msg }) => msg === 'rpc').map((line) => line['request_id']);
  const responses = [];
  for (const headers of Object.values(IDS)) {
    const { headers: received } = await fetch(`${gateway.httpUrl}/product`, { headers });
    responses.push(received.get('x-request-id'));
  }
  await expect.poll(logged).toEqual(responses);
});
