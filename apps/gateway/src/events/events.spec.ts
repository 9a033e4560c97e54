import { once } from 'node:events';
import { connect } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InventoryServiceService } from '#contracts';
import { backendEnvironment, RpcClient, START_BACKEND, startService, type RunningService } from '#testbed';

import { createGatewayApp } from '../gateway.app.ts';
import { gatewaySettings } from '../gateway.config.ts';
import { InventoryViewer } from './inventory.viewer.ts';

const UNTIL = { timeout: 15_000 };
/** The second option has 32 pieces. */
const ONE = { productId: 9310301, optionId: 2, quantity: 1, idempotencyKey: '' };

describe('/product/<id>/events', { timeout: 60_000 }, () => {
  let inventory: RunningService;
  let client: RpcClient;
  let started: AsyncDisposableStack;

  const startGateway = async (environment: NodeJS.ProcessEnv = {}) => {
    const backends = backendEnvironment({ inventory: inventory.grpcPort });
    return started.use(
      await startService(gatewaySettings, createGatewayApp, {
        ...backends,
        INVENTORY_TIMEOUT: '10s',
        SERVICE_INSTANCE: 'gateway-a',
        ...environment,
      }),
    );
  };
  const watch = async (gateway: RunningService, headers: Record<string, string> = {}) =>
    started.use(await InventoryViewer.open(gateway.httpUrl, headers));
  const reserve = async (times = 1) => {
    for (let count = 0; count < times; count += 1) await client.call(InventoryServiceService.reserveStock, ONE);
  };

  beforeEach(async () => {
    started = new AsyncDisposableStack();
    const environment = { FAULTS: 'on', SERVICE_INSTANCE: 'inventory-a', WATCH_HEARTBEAT: '100ms' };
    inventory = started.use(await START_BACKEND.inventory(environment));
    client = started.use(new RpcClient(inventory.grpcPort));
  });
  afterEach(() => started.disposeAsync());

  it('sends who serves the stream, the stock, and then each change with its resume token', async () => {
    const gateway = await startGateway();
    const viewer = await watch(gateway);
    expect(viewer.response.headers.get('content-type')).toBe('text/event-stream');
    await expect.poll(() => viewer.names(), UNTIL).toEqual(['inventory']);
    expect(viewer.hops('gateway')).toMatchObject([{ instance: 'gateway-a' }]);
    expect(viewer.hops()).toMatchObject([
      { instance: 'inventory-a', version: 'v1', attempt: 1, peer: null, opened: 1 },
    ]);
    await reserve(2);
    await expect.poll(() => viewer.quantities(), UNTIL).toEqual([31, 30]);
    expect(viewer.events.find(({ name }) => name === 'inventory')?.data).toMatchObject({ total: 93 });
    expect(viewer.lastId()).toMatch(/\.2$/);
    await expect.poll(() => viewer.comments, UNTIL).toBeGreaterThan(1);
  });

  it('resumes after Last-Event-ID', async () => {
    const gateway = await startGateway();
    const first = await watch(gateway);
    await expect.poll(() => first.names(), UNTIL).toEqual(['inventory']);
    await reserve();
    await expect.poll(() => first.quantities(), UNTIL).toEqual([31]);
    first.leave();
    await reserve(2);
    const second = await watch(gateway, { 'last-event-id': first.lastId() });
    await expect.poll(() => second.quantities(), UNTIL).toEqual([30, 29]);
    expect(second.names()).toEqual(['change', 'change']);
  });

  it('opens a stream that breaks again, so that each change comes once and in order', async () => {
    const gateway = await startGateway({ FAULTS: 'on' });
    const viewer = await watch(gateway, { 'x-fault': 'inventory=UNAVAILABLE;messages=3' });
    await expect.poll(() => viewer.names(), UNTIL).toEqual(['inventory']);
    await reserve(10);
    const quantities = Array.from({ length: 10 }, (_, index) => 31 - index);
    await expect.poll(() => viewer.quantities(), UNTIL).toEqual(quantities);
    expect(viewer.hops().length).toBeGreaterThan(2);
    expect(viewer.hops().map(({ opened }) => opened)).toEqual(viewer.hops().map((_, index) => index + 1));
    // Each stream is a call of its own, not another attempt of one.
    expect(new Set(viewer.hops().map(({ attempt }) => attempt))).toEqual(new Set([1]));
    expect(viewer.names().filter((name) => name === 'inventory')).toHaveLength(1);
  });

  it('opens a stream again that sends nothing, not even heartbeats', async () => {
    const gateway = await startGateway({ FAULTS: 'on', INVENTORY_IDLE_TIMEOUT: '500ms' });
    const viewer = await watch(gateway, { 'x-fault': 'inventory=hang;messages=1' });
    await expect.poll(() => viewer.hops().length, UNTIL).toBeGreaterThan(1);
    expect(viewer.names()).toEqual(['inventory']);
  });

  it('begins while inventory is unavailable, and shows the stock when it is there', async () => {
    const port = inventory.grpcPort;
    await inventory.service.stop();
    const gateway = await startGateway();
    const viewer = await watch(gateway);
    expect(viewer.response.status).toBe(200);
    started.use(await START_BACKEND.inventory({ GRPC_PORT: `${port}` }));
    await expect.poll(() => viewer.names(), UNTIL).toEqual(['inventory']);
  });

  it('responds 404 to an unknown product, 400 to a bad id and to a bad Last-Event-ID, and 405 to PUT', async () => {
    const gateway = await startGateway();
    const get = (id: string, init?: RequestInit) => fetch(`${gateway.httpUrl}/product/${id}/events`, init);
    const lastEventId = (token: string) => ({ headers: { 'last-event-id': token } });
    const statuses = [
      await get('1'),
      await get('007'),
      await get('9310301', lastEventId('yesterday')),
      await get('9310301', lastEventId('x'.repeat(65))),
      await get('9310301', { method: 'PUT' }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([404, 400, 400, 400, 405]);
    const { type } = (await (await get('9310301', lastEventId('yesterday'))).json()) as { type: string };
    expect(type).toBe('urn:product-gateway:error:invalid-resume-token');
    const head = await get('9310301', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  });

  it('refuses viewers beyond MAX_INVENTORY_VIEWERS, and admits one when another leaves', async () => {
    const gateway = await startGateway({ MAX_INVENTORY_VIEWERS: '1', MAX_REQUESTS_IN_FLIGHT: '1' });
    const first = await watch(gateway);
    const refused = await fetch(`${gateway.httpUrl}/product/9310301/events`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ type: 'urn:product-gateway:error:too-many-viewers' });
    first.leave();
    await expect.poll(async () => (await watch(gateway)).response.status, UNTIL).toBe(200);
    const metrics = await (await fetch(`${gateway.httpUrl}/metrics`)).text();
    expect(metrics).toContain('product_gateway_http_server_open_streams{http_route="/product/:id/events"} 1');
    expect(metrics).toMatch(/product_gateway_rpc_client_open_streams\{rpc_method=".*WatchInventory"\} 1/);
  });

  it('leaves no stream at inventory when the viewer leaves', async () => {
    const gateway = await startGateway();
    const viewer = await watch(gateway);
    await expect.poll(() => viewer.names(), UNTIL).toEqual(['inventory']);
    viewer.leave();
    const open = async () =>
      /server_open_streams\{.*\} (\d+)/.exec(await (await fetch(`${inventory.httpUrl}/metrics`)).text())?.[1];
    await expect.poll(open, UNTIL).toBe('0');
  });

  it('ends the streams of a gateway that drains, which does not wait for them', async () => {
    const gateway = await startGateway({ DRAIN_TIMEOUT: '60s' });
    const viewer = await watch(gateway);
    await expect.poll(() => viewer.names(), UNTIL).toEqual(['inventory']);
    await gateway.service.stop();
    await expect.poll(() => viewer.hasEnded, UNTIL).toBe(true);
  });

  it('closes the connection of a stream that ends, so that its viewer does not come back to a gateway that drains', async () => {
    const gateway = await startGateway({ DRAIN_DELAY: '5s' });
    const socket = connect(Number(new URL(gateway.httpUrl).port), '127.0.0.1');
    started.defer(() => void socket.destroy());
    socket.write('GET /product/9310301/events HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'data');
    const closed = once(socket.resume(), 'end').then(() => 'the connection');
    const stopped = gateway.service.stop().then(() => 'the gateway');
    expect(await Promise.race([closed, stopped])).toBe('the connection');
    await stopped;
  });
});
