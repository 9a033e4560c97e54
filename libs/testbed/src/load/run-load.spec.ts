import type { ServerResponse } from 'node:http';

import { describe, expect, it } from 'vitest';

import { startStubHttpServer, type StubHttpServer } from '../stub-http-server.ts';
import { runLoad, startLoad } from './run-load.ts';

const NEVER = new AbortController().signal;

const productUrl = ({ url }: StubHttpServer) => new URL('/product/9310301', url);
const count = ({ requests }: StubHttpServer) => requests.length;

describe('a load that runs in the background', () => {
  it('waits for the requests in flight when it is stopped, and sends no other', async () => {
    const held: ServerResponse[] = [];
    await using server = await startStubHttpServer((response) => void held.push(response));
    await using load = startLoad({ url: productUrl(server), concurrency: 3 });
    await expect.poll(() => count(server)).toBe(3);
    const stopped = load.stop();
    for (const response of held) response.end('{}');
    expect(await stopped).toMatchObject({ requests: 3, statuses: { 200: 3 }, failed: 0 });
    expect(count(server)).toBe(3);
  });

  it('follows its URL from one server to another', async () => {
    await using old = await startStubHttpServer((response) => response.end('{}'));
    await using next = await startStubHttpServer((response) => response.end('{}'));
    let url = productUrl(old);
    await using load = startLoad({ url: () => url, rate: 200 });
    await expect.poll(() => count(old)).toBeGreaterThan(3);
    url = productUrl(next);
    await expect.poll(() => count(next)).toBeGreaterThan(3);
    expect(await load.stop()).toMatchObject({ failed: 0, statuses: { 200: count(old) + count(next) } });
  });

  it('cancels what is in flight at the end of the block', async () => {
    await using server = await startStubHttpServer(() => undefined);
    const load = startLoad({ url: productUrl(server), concurrency: 1 });
    await expect.poll(() => count(server)).toBe(1);
    await load[Symbol.asyncDispose]();
    expect(count(server)).toBe(1);
  });
});

describe('the report of a load', () => {
  it('has the time in which requests got no complete product', async () => {
    const bodies = ['{}', '{"degraded":["price"]}', '{}', '{}'];
    await using server = await startStubHttpServer((response, number) => {
      if (number === 3) response.statusCode = 503;
      response.end(bodies[number - 1]);
    });
    const { incomplete, seconds } = await runLoad(
      { url: productUrl(server), count: 4, rate: 50, concurrency: 1 },
      NEVER,
    );
    expect(incomplete?.from).toBeGreaterThanOrEqual(0.02);
    expect(incomplete?.to).toBeGreaterThanOrEqual(0.04);
    expect(incomplete?.to).toBeLessThan(seconds);
  });

  it('has no such time if each request got a complete product', async () => {
    await using server = await startStubHttpServer((response) => response.end('{}'));
    expect(await runLoad({ url: productUrl(server), count: 2 }, NEVER)).toMatchObject({ incomplete: null });
  });
});

describe('a load at a rate', () => {
  it('sends what a stall has held back as soon as it can, and counts each latency from when it was due', async () => {
    const STALL_MS = 500;
    await using server = await startStubHttpServer((response, number) => {
      if (number === 1) setTimeout(() => response.end('{}'), STALL_MS);
      else response.end('{}');
    });
    const report = await runLoad({ url: productUrl(server), count: 20, rate: 100, concurrency: 1 }, NEVER);
    // The twentieth is due after 190 ms, so that each of them waits for 310 ms at least.
    expect(report.latencyMs?.p50).toBeGreaterThan(STALL_MS - 200);
    expect(report.latencyMs?.max).toBeGreaterThanOrEqual(STALL_MS - 2);
    expect(report).toMatchObject({ requests: 20, failed: 0, late: 19 });
  });

  it('sends no request late while a connection is free', async () => {
    await using server = await startStubHttpServer((response) => void setTimeout(() => response.end('{}'), 100));
    const load = { url: productUrl(server), count: 20, concurrency: 20 };
    expect(await runLoad({ ...load, rate: 100 }, NEVER)).toMatchObject({ requests: 20, late: 0 });
    expect(await runLoad(load, NEVER)).toMatchObject({ requests: 20, late: 0 });
  });

  it('ends no earlier than its last request is due', async () => {
    await using server = await startStubHttpServer((response) => response.end('{}'));
    const { requests, seconds } = await runLoad(
      { url: productUrl(server), count: 21, rate: 100, concurrency: 1 },
      NEVER,
    );
    expect(requests).toBe(21);
    // The last one is due after 200 ms.
    expect(seconds).toBeGreaterThan(0.198);
  });
});
