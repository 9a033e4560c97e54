import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startProcesses, type RunningProcesses } from '../processes.ts';
import { startStubHttpServer } from '../stub-http-server.ts';
import { startReservations } from './run-reservations.ts';
import { startStreams } from './run-streams.ts';
import { isComplete } from './stream-report.ts';

/** Longer than by default: streams that break are opened again after up to five seconds. */
const SETTLE_MS = 45_000;

describe('streams of stock', { timeout: 60_000 }, () => {
  let services: RunningProcesses;
  const { signal } = new AbortController();

  beforeAll(async () => {
    services = await startProcesses({ environment: { LOG_LEVEL: 'silent', FAULTS: 'on', CATALOG_PRODUCTS: '20' } });
  }, 60_000);
  afterAll(() => services?.[Symbol.asyncDispose]());

  const pieces = async () =>
    Number(await (await fetch(`${services.httpUrl('inventory')}/productInventory/9310301`)).text());

  /** Watches while some pieces are reserved. */
  async function watchReservations(headers: Record<string, string> = {}) {
    const origin = services.httpUrl('gateway');
    await using watching = await startStreams({ origin, streams: 60, headers, settleMs: SETTLE_MS }, signal);
    const before = await pieces();
    await using reserving = await startReservations({ origin, rate: 100 }, signal);
    await expect.poll(pieces, { timeout: 20_000 }).toBeLessThan(before - 3);
    const { acknowledged } = await reserving.stop();
    return { acknowledged, report: await watching.stop() };
  }

  it('bring each change to each viewer once and in order, and name who serves them', async () => {
    const { acknowledged, report } = await watchReservations();
    expect(report).toMatchObject({ streams: 60, lost: 0, repeated: 0, reordered: 0, restarts: 0, reopened: 0 });
    expect(isComplete(report)).toBe(true);
    expect(acknowledged).toBeGreaterThan(0);
    expect(report.changes).toBeGreaterThan(0);
    expect(report.instances.map(({ service, hops }) => [service, hops])).toEqual([
      ['gateway', 60],
      ['inventory', 60],
    ]);
  });

  it('bring each change once and in order although they break after every tenth message', async () => {
    const { report } = await watchReservations({ 'x-fault': 'inventory=UNAVAILABLE;messages=10' });
    expect(report).toMatchObject({ lost: 0, repeated: 0, reordered: 0, restarts: 0 });
    expect(report.reopened).toBeGreaterThan(0);
  });

  it('lack the last change of a product if only a new viewer gets it', async () => {
    let viewers = 0;
    await using gateway = await startStubHttpServer((response) => {
      const { url = '' } = response.req;
      if (url.endsWith('/events')) response.write(`event: inventory\nid: epoch.${viewers++}\ndata: {}\n\n`);
      else response.end(JSON.stringify({ products: [{ productId: 1 }], nextPageToken: '' }));
    });
    await using watching = await startStreams({ origin: gateway.url, streams: 1, settleMs: 500 }, signal);
    expect(await watching.stop()).toMatchObject({ streams: 1, changes: 0, lost: 1 });
  });

  it('are an error if nothing listens', async () => {
    const streams = startStreams({ origin: 'http://127.0.0.1:1', streams: 1 }, signal);
    await expect(streams).rejects.toThrow('There is no response from http://127.0.0.1:1 (ECONNREFUSED)');
  });
});
