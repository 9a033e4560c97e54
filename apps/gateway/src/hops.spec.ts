import { promises as dns } from 'node:dns';

import type { Metadata, sendUnaryData, ServerUnaryCall, ServiceError } from '@grpc/grpc-js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PriceServiceService, type GetPriceRequest } from '#contracts';
import {
  backendEnvironment,
  RpcClient,
  START_BACKEND,
  startBackends,
  startService,
  startStubBackend,
  type StubBackend,
} from '#testbed';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';
import type { HopsJson } from './representations/hops.json.ts';

const startGateway = (environment: NodeJS.ProcessEnv) => startService(gatewaySettings, createGatewayApp, environment);

async function hopsOf(httpUrl: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${httpUrl}/product/9310301?view=hops`, { headers });
  return { response, ...((await response.json()) as HopsJson & { degraded?: string[] }) };
}

const ISTIO = 'spiffe://cluster.local/ns/demo/sa/gateway';

afterEach(() => void vi.restoreAllMocks());

describe('?view=hops', () => {
  it('lists the gateway and four hops in stable order, and is not to be stored', async () => {
    await using backends = await startBackends({ SERVICE_INSTANCE: 'pod-1' });
    await using gateway = await startGateway({ ...backends.environment, SERVICE_INSTANCE: 'gateway-1' });
    const { response, gateway: self, hops } = await hopsOf(gateway.httpUrl);
    expect(self).toEqual({ service: 'gateway', version: 'v1', instance: 'gateway-1', attempt: 1, peer: null });
    expect(hops).toEqual(
      ['base-product', 'inventory', 'price', 'reviews'].map((service) => ({
        service,
        version: 'v1',
        instance: 'pod-1',
        attempt: 1,
        peer: null,
        status: 'OK',
        durationMs: expect.any(Number),
      })),
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.has('etag')).toBe(false);
  });

  it('leaves the JSON as it is without it, and is the only view', async () => {
    await using backends = await startBackends();
    await using gateway = await startGateway(backends.environment);
    const text = async (query: string) => (await fetch(`${gateway.httpUrl}/product/9310301${query}`)).text();
    const plain = await text('');
    expect(plain).not.toContain('hops');
    expect((await text('?view=hops')).startsWith(plain.slice(0, -1))).toBe(true);
    expect(JSON.parse(await text('?view=all'))).toMatchObject({ type: 'urn:product-gateway:error:invalid-view' });
  });

  // macOS has no second loopback address.
  it.skipIf(process.platform === 'darwin')('shows both names of two instances behind one address', async () => {
    await using backends = await startBackends();
    await using first = await START_BACKEND.price({ SERVICE_INSTANCE: 'price-a' });
    const GRPC_PORT = String(first.grpcPort);
    await using second = await START_BACKEND.price({
      SERVICE_INSTANCE: 'price-b',
      SERVICE_VERSION: 'v2',
      LISTEN_ADDRESS: '127.0.0.2',
      GRPC_PORT,
    });
    const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
    const lookup = dns.lookup.bind(dns) as (name: string, options: object) => Promise<unknown>;
    vi.spyOn(dns, 'lookup').mockImplementation((async (name: string, options: object) =>
      name === 'price.test' ? addresses : lookup(name, options)) as unknown as typeof dns.lookup);
    await using gateway = await startGateway({
      ...backends.environment,
      PRICE_SERVICE_HOST: 'price.test',
      PRICE_SERVICE_PORT: String(second.grpcPort),
    });
    const instances = new Set<string>();
    await expect
      .poll(async () => {
        const { hops } = await hopsOf(gateway.httpUrl);
        instances.add(`${hops[2]?.instance} ${hops[2]?.version}`);
        return [...instances].toSorted();
      })
      .toEqual(['price-a v1', 'price-b v2']);
  });

  it('lists a hop without a response with its status', async () => {
    await using backends = await startBackends();
    await using gateway = await startGateway({
      ...backends.environment,
      // Port 1, on which nothing listens.
      REVIEWS_SERVICE_PORT: '1',
    });
    const { hops, degraded } = await hopsOf(gateway.httpUrl);
    const nobody = { version: null, instance: null, attempt: null, peer: null };
    expect(hops[3]).toMatchObject({ service: 'reviews', status: 'UNAVAILABLE', ...nobody });
    expect(degraded).toEqual(['reviews']);
  });

  it('is part of the problem document if base-product fails', async () => {
    await using backends = await startBackends();
    await using gateway = await startGateway({ ...backends.environment, BASEPRODUCT_SERVICE_PORT: '1' });
    const { response, hops } = await hopsOf(gateway.httpUrl);
    expect(response.status).toBe(503);
    expect(hops.map(({ status: name }) => name)[0]).toBe('UNAVAILABLE');
    expect(hops).toHaveLength(4);
    expect(response.headers.get('server-timing')).toContain('UNAVAILABLE');
  });

  it('is empty if HOPS is off, and the metadata of backends has no hop', async () => {
    await using backends = await startBackends({ HOPS: 'off' });
    await using gateway = await startGateway({ ...backends.environment, HOPS: 'off' });
    expect((await hopsOf(gateway.httpUrl)).hops).toEqual([]);
    await using seeing = await startGateway(backends.environment);
    expect((await hopsOf(seeing.httpUrl)).hops[0]).toMatchObject({ instance: null, status: 'OK' });
  });

  it("shows the identities that Istio's and Linkerd's proxies state", async () => {
    await using backends = await startBackends();
    const identities: [string, string][] = [
      ['x-forwarded-client-cert', `By=spiffe://cluster.local/ns/demo/sa/price;Hash=a1;Subject="";URI=${ISTIO}`],
      ['l5d-client-id', 'gateway.demo.serviceaccount.identity.linkerd.cluster.local'],
    ];
    for (const [name, value] of identities) {
      // In a mesh the proxy beside the backend adds it.
      await using proxy = await startProxy(backends.services.price.grpcPort, (metadata) => metadata.set(name, value));
      await using gateway = await startGateway({
        ...backends.environment,
        ...backendEnvironment({ price: proxy.port }),
      });
      const { hops, gateway: self } = await hopsOf(gateway.httpUrl, { [name]: value });
      expect([self.peer, hops[2]?.peer, hops[0]?.peer]).toEqual([
        value.split('URI=').at(-1),
        value.split('URI=').at(-1),
        null,
      ]);
    }
  });

  it('shows attempt 2 where a proxy retries a call that fails first', async () => {
    await using backends = await startBackends({ FAULTS: 'on' });
    await using proxy = await startProxy(backends.services.price.grpcPort, () => undefined);
    await using gateway = await startGateway({
      ...backends.environment,
      ...backendEnvironment({ price: proxy.port }),
      FAULTS: 'on',
    });
    const { hops, degraded } = await hopsOf(gateway.httpUrl, { 'x-fault': 'price=UNAVAILABLE;first=1' });
    expect(hops[2]).toMatchObject({ service: 'price', status: 'OK', attempt: 2 });
    expect(hops[2]).not.toHaveProperty('fault');
    expect(degraded).toBeUndefined();
    // The next call has an id of its own, and fails first again.
    expect((await hopsOf(gateway.httpUrl, { 'x-fault': 'price=UNAVAILABLE;first=1' })).hops[2]?.attempt).toBe(2);
  });
});

describe('an injected fault', () => {
  it('is marked in its hop: by the backend, or by the gateway if the backend sends no response', async () => {
    await using backends = await startBackends({ FAULTS: 'on' });
    await using gateway = await startGateway({ ...backends.environment, FAULTS: 'on', INVENTORY_TIMEOUT: '100ms' });
    const { hops } = await hopsOf(gateway.httpUrl, { 'x-fault': 'price=UNAVAILABLE, reviews=reset, inventory=hang' });
    expect(hops.map(({ service, instance, status, fault }) => [service, instance !== null, status, fault])).toEqual([
      ['base-product', true, 'OK', undefined],
      ['inventory', false, 'DEADLINE_EXCEEDED', 'inventory=hang'],
      ['price', true, 'UNAVAILABLE', 'price=UNAVAILABLE'],
      ['reviews', false, 'INTERNAL', 'reviews=reset'],
    ]);
  });
});

/** A proxy that passes a price backend's RPCs on, after a change of their metadata, and retries them as a mesh does. */
async function startProxy(port: number, change: (metadata: Metadata) => void): Promise<StubBackend> {
  const backend = new RpcClient(port, ['UNAVAILABLE']);
  const stub = await startStubBackend(PriceServiceService, {
    async getPrice(call: ServerUnaryCall<GetPriceRequest, unknown>, callback: sendUnaryData<unknown>) {
      const { request, metadata } = call;
      change(metadata);
      try {
        const response = await backend.exchange(PriceServiceService.getPrice, request, { metadata });
        call.sendMetadata(response.metadata);
        callback(null, response.response);
      } catch (error) {
        callback(error as ServiceError);
      }
    },
  });
  return {
    port: stub.port,
    [Symbol.asyncDispose]: async () => {
      await stub[Symbol.asyncDispose]();
      backend[Symbol.dispose]();
    },
  };
}
