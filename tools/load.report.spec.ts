import { describe, expect, it } from 'vitest';

import { startStubHttpServer, type Respond } from '../libs/testbed/src/stub-http-server.ts';
import { load } from './load.program.ts';

const hop = (service: string, instance: string, rest: object = {}) => ({
  service,
  instance,
  version: 'v1',
  attempt: 1,
  peer: null,
  status: 'OK',
  durationMs: 1,
  ...rest,
});

const noResponse = { version: null, instance: null, attempt: null, status: 'UNAVAILABLE' };

/** Two price instances alternately, of which the second needs two attempts for every fourth; one response lacks reviews. */
const products: Respond = (response, number) => {
  const price = number % 2 === 1 ? hop('price', 'price-a') : hop('price', 'price-b', { version: 'v2' });
  const product = {
    id: 9310301,
    ...(number === 5 && { degraded: ['reviews'] }),
    gateway: { service: 'gateway', version: 'v1', instance: 'gw-1', attempt: 1, peer: null },
    hops: [
      { ...price, attempt: number % 4 === 0 ? 2 : 1 },
      number === 5 ? hop('reviews', '', { ...noResponse, fault: 'reviews=UNAVAILABLE' }) : hop('reviews', 'reviews-a'),
    ],
  };
  response.end(JSON.stringify(product));
};

describe('npm run load', () => {
  it('reports statuses, and the share of each instance and version, from the hops of all responses', async () => {
    await using server = await startStubHttpServer(products);
    const { code, stdout, stderr } = await load('--url', server.url, '--count', '100');
    expect(stderr).toBe('');
    expect(stdout.replaceAll(/\d+\.\d\d/g, 'T').replace(/\S+ responses/, 'R responses')).toBe(
      `${server.url}/product/9310301?view=hops

100 requests in T s, R responses a second

p50 T ms   p90 T ms   p99 T ms   p99.9 T ms   max T ms

status     responses
     200         100
none               0
degraded           1

service   version   instance    hops   share
gateway   v1        gw-1         100   100.0 %
price     v1        price-a       50    50.0 %   OK 50
price     v2        price-b       50    50.0 %   OK 50   25 retried
reviews   v1        reviews-a     99    99.0 %   OK 99
reviews   -         -              1     1.0 %   UNAVAILABLE 1   1 by fault
`,
    );
    expect(code).toBe(0);
    expect(server.requests).toHaveLength(100);
  });

  it('prints the same as JSON', async () => {
    await using server = await startStubHttpServer(products);
    const { stdout } = await load('--url', server.url, '--count', '8', '--json');
    const { instances, latencyMs, incomplete, ...report } = JSON.parse(stdout) as Record<string, object>;
    expect(report).toEqual({
      url: `${server.url}/product/9310301?view=hops`,
      requests: 8,
      failed: 0,
      interrupted: false,
      seconds: expect.any(Number) as number,
      rate: expect.any(Number) as number,
      late: 0,
      statuses: { 200: 8 },
      noResponse: 0,
      connectionErrors: {},
      degraded: 1,
    });
    // One response lacked a part.
    expect(incomplete).toEqual({ from: expect.any(Number) as number, to: expect.any(Number) as number });
    const { p50, p90, p99, 'p99.9': p999, max } = latencyMs as Record<string, number>;
    expect([p50, p90, p99, p999, max].toSorted((a, b) => a! - b!)).toEqual([p50, p90, p99, p999, max]);
    const priceB = { service: 'price', version: 'v2', instance: 'price-b' };
    expect(instances).toContainEqual({ ...priceB, hops: 4, share: 0.5, statuses: { OK: 4 }, retried: 2, faults: 0 });
  });

  it('exits with 1 if one response is not 2xx', async () => {
    await using server = await startStubHttpServer((response, number) => {
      if (number % 10 === 0) response.statusCode = 503;
      response.end('{}');
    });
    const { code, stdout } = await load('--url', server.url, '--count', '50');
    expect(stdout).toMatch(/200 +45\n +503 +5\nnone +0/);
    expect(code).toBe(1);
  });

  it('counts a request whose connection ends as one without a response, and continues', async () => {
    await using server = await startStubHttpServer((response, number) => {
      if (number === 3) return void response.socket?.end();
      if (number === 6) response.writeHead(200, { 'content-length': 500 }).write('half');
      if (number === 6) return void response.socket?.end();
      response.end('{}');
    });
    const { code, stdout } = await load('--url', server.url, '--count', '50');
    expect(stdout).toMatch(/200 +48\nnone +2 +connection ended 2\n/);
    expect(code).toBe(1);
    expect(server.requests).toHaveLength(50);
  });

  it('loses nothing to a server that closes connections after its responses', async () => {
    await using server = await startStubHttpServer((response, number) => {
      if (number % 3 === 0) response.setHeader('connection', 'close');
      response.end('{}');
    });
    const { code, stdout } = await load('--url', server.url, '--count', '50');
    expect(stdout).toMatch(/200 +50\nnone +0\n/);
    expect(code).toBe(0);
    expect(server.requests).toHaveLength(50);
  });

  it('reports that nothing listens', async () => {
    const server = await startStubHttpServer((response) => response.end('{}'));
    await server[Symbol.asyncDispose]();
    expect(await load('--url', server.url)).toEqual({
      code: 1,
      stdout: '',
      stderr: `Nothing listens at ${server.url} (ECONNREFUSED).\n`,
    });
  });

  it('counts a request that gets no response in time, and continues', async () => {
    await using server = await startStubHttpServer((response, number) => void (number !== 2 && response.end('{}')));
    const { code, stdout } = await load('--url', server.url, '--count', '20', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ requests: 20, noResponse: 1, connectionErrors: { timeout: 1 } });
    expect(code).toBe(1);
  });
});
