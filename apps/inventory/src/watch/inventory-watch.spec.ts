import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { InventoryServiceService } from '#contracts';
import { RpcClient, startService } from '#testbed';

import { createInventoryApp } from '../inventory.app.ts';
import { inventorySettings } from '../inventory.config.ts';
import { watchStock } from './inventory.watcher.ts';

/** The second option has 32 pieces. */
const ONE = { productId: 9310301, optionId: 2, quantity: 1, idempotencyKey: '' };

async function startInventory(environment: NodeJS.ProcessEnv = {}) {
  const service = await startService(inventorySettings, createInventoryApp, environment);
  const client = new RpcClient(service.grpcPort);
  return {
    port: service.grpcPort,
    reserve: async (times = 1) => {
      for (let count = 0; count < times; count += 1) await client.call(InventoryServiceService.reserveStock, ONE);
    },
    [Symbol.asyncDispose]: async () => {
      client[Symbol.dispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}

describe('WatchInventory', () => {
  it('sends the whole stock first, and then each change once and in order', async () => {
    await using inventory = await startInventory();
    using watch = watchStock(inventory.port);
    await expect.poll(watch.kinds).toEqual(['inventory']);
    await inventory.reserve(3);
    await expect.poll(watch.quantities).toEqual([31, 30, 29]);
    expect(watch.events[0]?.event).toMatchObject({ value: { productId: 9310301, total: 93 } });
    expect(watch.events.map(({ resumeToken }) => resumeToken.split('.')[1])).toEqual(['0', '1', '2', '3']);
  });

  it('continues after a resume token, at once with what was missed', async () => {
    await using inventory = await startInventory();
    using watch = watchStock(inventory.port);
    await expect.poll(watch.kinds).toEqual(['inventory']);
    const token = watch.lastToken();
    await inventory.reserve(2);
    using resumed = watchStock(inventory.port, token);
    await expect.poll(resumed.quantities).toEqual([31, 30]);
    await inventory.reserve();
    await expect.poll(resumed.kinds).toEqual(['change', 'change', 'change']);
  });

  it('sends a heartbeat at once to a resumed stream that has missed nothing', async () => {
    await using inventory = await startInventory();
    using watch = watchStock(inventory.port);
    await expect.poll(watch.kinds).toEqual(['inventory']);
    using resumed = watchStock(inventory.port, watch.lastToken());
    await expect.poll(resumed.kinds).toEqual(['heartbeat']);
    expect(resumed.lastToken()).toBe(watch.lastToken());
  });

  it('sends heartbeats while nothing changes', async () => {
    await using inventory = await startInventory({ WATCH_HEARTBEAT: '100ms' });
    using watch = watchStock(inventory.port);
    await expect.poll(() => watch.kinds().slice(0, 3)).toEqual(['inventory', 'heartbeat', 'heartbeat']);
  });

  it('sends the whole stock where the token is of other data', async () => {
    await using inventory = await startInventory();
    using watch = watchStock(inventory.port, '00000000.5');
    await expect.poll(watch.kinds).toEqual(['inventory']);
  });

  it('continues after a restart with the same database', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'watch-'));
    const environment = { DATABASE_URL: `sqlite:${join(folder.path, 'stock.db')}` };
    let token: string;
    {
      await using before = await startInventory(environment);
      using watch = watchStock(before.port);
      await before.reserve(2);
      await expect.poll(watch.quantities).toEqual([31, 30]);
      token = watch.lastToken();
    }
    await using after = await startInventory(environment);
    await after.reserve();
    using resumed = watchStock(after.port, token);
    await expect.poll(resumed.quantities).toEqual([29]);
    expect(resumed.kinds()).toEqual(['change']);
  });

  it('reads later what a slow client has not read, so that it gets all changes all the same', async () => {
    await using inventory = await startInventory();
    using watch = watchStock(inventory.port);
    await expect.poll(watch.kinds).toEqual(['inventory']);
    watch.call.pause();
    await inventory.reserve(32);
    watch.call.resume();
    await expect.poll(watch.quantities).toEqual(Array.from({ length: 32 }, (_, index) => 31 - index));
  });

  it('is refused for an unknown product, a bad id and a bad token', async () => {
    await using inventory = await startInventory();
    for (const [productId, token, code] of [
      [1, '', 'NOT_FOUND'],
      [0, '', 'INVALID_ARGUMENT'],
      [9310301, 'yesterday', 'INVALID_ARGUMENT'],
    ] as const) {
      using watch = watchStock(inventory.port, token, productId);
      expect(await watch.ended).toBe(code);
      expect(watch.events).toEqual([]);
    }
  });
});
