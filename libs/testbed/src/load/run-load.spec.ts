import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { describe, expect, it } from 'vitest';

import { runLoad, startLoad } from './run-load.ts';

const NEVER = new AbortController().signal;

/** A server whose responses the caller writes. */
async function startServer(respond: (response: ServerResponse, number: number) => void) {
  let requests = 0;
  const server = createServer((_request, response) => respond(response, (requests += 1)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    requests: () => requests,
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/product/9310301`),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('a load that runs in the background', () => {
  it('waits for the requests in flight when it is stopped, and sends no other', async () => {
    const held: ServerResponse[] = [];
    await using server = await startServer((response) => void held.push(response));
    await using load = startLoad({ url: server.url, concurrency: 3 });
    await expect.poll(server.requests).toBe(3);
    const stopped = load.stop();
    for (const response of held) response.end('{}');
    expect(await stopped).toMatchObject({ requests: 3, statuses: { 200: 3 }, failed: 0 });
    expect(server.requests()).toBe(3);
  });

  it('follows its URL from one server to another', async () => {
    await using old = await startServer((response) => response.end('{}'));
    await using next = await startServer((response) => response.end('{}'));
    let url = old.url;
    await using load = startLoad({ url: () => url, rate: 200 });
    await expect.poll(old.requests).toBeGreaterThan(3);
    ({ url } = next);
    await expect.poll(next.requests).toBeGreaterThan(3);
    expect(await load.stop()).toMatchObject({ failed: 0, statuses: { 200: old.requests() + next.requests() } });
  });

  it('cancels what is in flight at the end of the block', async () => {
    await using server = await startServer(() => undefined);
    const load = startLoad({ url: server.url, concurrency: 1 });
    await expect.poll(server.requests).toBe(1);
    await load[Symbol.asyncDispose]();
    expect(server.requests()).toBe(1);
  });
});

describe('a load at a rate', () => {
  it('sends what a stall has held back as soon as it can, and counts each latency from when it was due', async () => {
    const STALL_MS = 500;
    await using server = await startServer((response, number) => {
      if (number === 1) setTimeout(() => response.end('{}'), STALL_MS);
      else response.end('{}');
    });
    const report = await runLoad({ url: server.url, count: 20, rate: 100, concurrency: 1 }, NEVER);
    // The twentieth is due after 190 ms, so that each of them waits for 310 ms at least.
    expect(report.latencyMs?.p50).toBeGreaterThan(STALL_MS - 200);
    expect(report.latencyMs?.max).toBeGreaterThanOrEqual(STALL_MS - 2);
    expect(report).toMatchObject({ requests: 20, failed: 0 });
  });

  it('ends no earlier than its last request is due', async () => {
    await using server = await startServer((response) => response.end('{}'));
    const { requests, seconds } = await runLoad({ url: server.url, count: 21, rate: 100, concurrency: 1 }, NEVER);
    expect(requests).toBe(21);
    // The last one is due after 200 ms.
    expect(seconds).toBeGreaterThan(0.198);
  });
});
