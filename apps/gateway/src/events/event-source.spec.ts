import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium, type Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { InventoryServiceService } from '#contracts';
import { CHROMIUM, chromiumIsMissing, RpcClient, startProcesses, type RunningProcesses } from '#testbed';

const UNTIL = { timeout: 60_000 };

/** What the page has received: the stock of the second option with each event that has it, and the hops. */
interface Received {
  readonly stock: number;
  readonly quantities: number[];
  readonly hops: string[];
}
interface Source {
  addEventListener(name: string, listener: (event: { readonly data: string }) => void): void;
}
declare const window: { received: Received; source: Source };

/** Opens an EventSource in a page, which reconnects by itself. */
async function watch(page: Page, origin: string): Promise<() => Promise<Received>> {
  // A page of the same origin that has no content security policy.
  await page.goto(`${origin}/openapi.json`);
  await page.evaluate(() => {
    const received = { stock: 0, quantities: [] as number[], hops: [] as string[] };
    window.received = received;
    window.source = new EventSource('/product/9310301/events') as unknown as Source;
    const on = (name: string, listener: (data: Record<string, unknown>) => void) =>
      window.source.addEventListener(name, ({ data }) => listener(JSON.parse(data)));
    on('inventory', () => (received.stock += 1));
    on('change', ({ quantity }) => received.quantities.push(Number(quantity)));
    on('hop', ({ service, opened }) => received.hops.push(`${service} ${opened}`));
  });
  return () => page.evaluate(() => window.received);
}

async function reserve({ grpcPorts }: RunningProcesses, times: number): Promise<void> {
  using client = new RpcClient(grpcPorts.inventory);
  const request = { productId: 9310301, optionId: 2, quantity: 1, idempotencyKey: '' };
  for (let count = 0; count < times; count += 1) await client.call(InventoryServiceService.reserveStock, request);
}

/** The quantities after so many reservations of one piece each, of 32. */
const quantitiesAfter = (reservations: number) => Array.from({ length: reservations }, (_, index) => 31 - index);

describe.skipIf(chromiumIsMissing())('an EventSource in a browser', { timeout: 180_000 }, () => {
  it('gets each change once and in order over a restart of inventory and of the gateway', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'events-'));
    const inventory = { DATABASE_URL: `sqlite:${join(folder.path, 'stock.db')}` };
    await using services = await startProcesses({ environment: { LOG_LEVEL: 'silent' }, environments: { inventory } });
    await using browser = await chromium.launch(CHROMIUM);
    const received = await watch(await browser.newPage(), services.httpUrl('gateway'));
    await expect.poll(async () => (await received()).stock, UNTIL).toBe(1);

    await reserve(services, 3);
    await expect.poll(async () => (await received()).quantities, UNTIL).toEqual(quantitiesAfter(3));

    await services.restart('inventory');
    await reserve(services, 3);
    await expect.poll(async () => (await received()).quantities, UNTIL).toEqual(quantitiesAfter(6));
    expect((await received()).hops).toContain('inventory 2');

    await services.stop('gateway');
    // Made while no stream is open.
    await reserve(services, 3);
    await services.restart('gateway');
    await expect.poll(async () => (await received()).quantities, UNTIL).toEqual(quantitiesAfter(9));
    await reserve(services, 2);
    await expect.poll(async () => (await received()).quantities, UNTIL).toEqual(quantitiesAfter(11));

    // The stock is sent once: whatever came later continued the same data.
    expect((await received()).stock).toBe(1);
    expect((await received()).hops.filter((hop) => hop === 'gateway 1')).toHaveLength(2);
  });
});
