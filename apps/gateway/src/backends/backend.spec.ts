import { promises as dns } from 'node:dns';
import { constants, createServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setImmediate as eventLoopIteration } from 'node:timers/promises';

import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { InventoryServiceService, type Inventory } from '#contracts';
import { startStubBackend, type StubBackend } from '#testbed';

import { loadConfig } from '#configuration';
import type { AppError } from '#errors';
import { GRPC_TRANSPORTS, type GrpcTransportName } from '#grpc';
import { Telemetry } from '#telemetry';

import { gatewaySettings } from '../gateway.config.ts';
import { RequestScope } from '../request-scope.ts';
import { BackendClients } from './backend-clients.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const inventory = (total: number): Inventory => ({ productId: 1, total, options: [] });
const serving = (total: number) => ({
  getInventory: (_call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) =>
    callback(null, { inventory: inventory(total) }),
});
const start = (total: number, at: { host?: string; port?: number } = {}): Promise<StubBackend> =>
  startStubBackend(InventoryServiceService, serving(total), at);

const connectOver =
  (GRPC_TRANSPORT: GrpcTransportName) =>
  async (port: number, host = '127.0.0.1') => {
    const environment = {
      GRPC_TRANSPORT,
      INVENTORY_SERVICE_HOST: host,
      INVENTORY_SERVICE_PORT: String(port),
      LOG_LEVEL: 'silent',
    };
    const config = loadConfig(gatewaySettings, environment);
    const telemetry = await Telemetry.start({ service: 'gateway', version: 'v1', instance: 'test' }, config);
    const clients = new BackendClients(config, telemetry);
    return {
      /** The total of the backend's response, or the code of the error. */
      getTotal: () =>
        clients.getInventory({ productId: 1 }, new RequestScope(Date.now() + 3000)).then(
          (response) => response.inventory?.total,
          (error: AppError) => error.code,
        ),
      [Symbol.dispose]: () => clients.onApplicationShutdown(),
    };
  };

describe.each(GRPC_TRANSPORTS)('over %s, a backend', (transport) => {
  const connect = connectOver(transport);

  it('that starts late is reached', async () => {
    const { port, ...placeholder } = await start(0);
    await placeholder[Symbol.asyncDispose]();
    using client = await connect(port);
    expect(await client.getTotal()).toBe('backend-unavailable');
    await using late = await start(5, { port });
    expect(late.port).toBe(port);
    await expect.poll(client.getTotal, { timeout: 2000 }).toBe(5);
  });

  it('is reached again within two seconds after an outage of a minute', async () => {
    const first = await start(5);
    using client = await connect(first.port);
    expect(await client.getTotal()).toBe(5);
    await first[Symbol.asyncDispose]();

    // The test controls timers and the clock; the network is real.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const pass = async (milliseconds: number) => {
      for (let passed = 0; passed < milliseconds; passed += 50) {
        await vi.advanceTimersByTimeAsync(50);
        for (let count = 0; count < 10; count += 1) await eventLoopIteration();
      }
    };
    for (let second = 0; second < 60; second += 1) {
      await pass(1000);
      expect(await client.getTotal()).toBe('backend-unavailable');
    }
    await using back = await start(6, { port: first.port });
    expect(back.port).toBe(first.port);
    await pass(2000);
    expect(await client.getTotal()).toBe(6);
  });

  // macOS has no second loopback address.
  it.skipIf(process.platform === 'darwin')('whose name gets another address is reached there', async () => {
    let address = '127.0.0.1';
    const lookup = vi.spyOn(dns, 'lookup');
    lookup.mockImplementation((async () => [{ address, family: 4 }]) as unknown as typeof dns.lookup);
    const first = await start(5);
    using client = await connect(first.port, 'inventory.test');
    expect(await client.getTotal()).toBe(5);
    await using second = await start(6, { host: '127.0.0.2', port: first.port });
    address = '127.0.0.2';
    await first[Symbol.asyncDispose]();
    expect(second.port).toBe(first.port);
    await expect.poll(client.getTotal, { timeout: 4000 }).toBe(6);
  });

  it('that refuses a stream gets the call once more', async () => {
    let streams = 0;
    const { responseSerialize } = InventoryServiceService.getInventory;
    const message = responseSerialize({ inventory: inventory(5) });
    const server = createServer().on('stream', (stream: ServerHttp2Stream) => {
      streams += 1;
      // Refusing one is an error of it.
      stream.on('error', () => undefined);
      if (streams === 1) return stream.close(constants.NGHTTP2_REFUSED_STREAM);
      stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      const prefix = Buffer.alloc(5);
      prefix.writeUInt32BE(message.length, 1);
      stream.end(Buffer.concat([prefix, message]));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    using client = await connect((server.address() as AddressInfo).port);
    expect(await client.getTotal()).toBe(5);
    expect(streams).toBe(2);
  });

  it('whose response is not of the contract has failed', async () => {
    const { getInventory } = InventoryServiceService;
    const malformed = { ...getInventory, responseSerialize: () => Buffer.from([0x0a, 0x7f, 1]) };
    await using truncated = await startStubBackend({ getInventory: malformed }, serving(5));
    using client = await connect(truncated.port);
    expect(await client.getTotal()).toBe('backend-failed');

    const empty = { ...getInventory, responseSerialize: () => Buffer.alloc(0) };
    await using incomplete = await startStubBackend({ getInventory: empty }, serving(5));
    using other = await connect(incomplete.port);
    expect(await other.getTotal()).toBe('backend-failed');
  });
});
