import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { describe, expect, it } from 'vitest';

import { startStubHttpServer, type Respond } from '../libs/testbed/src/stub-http-server.ts';

/** Runs the program as npm does, without a terminal. */
function startLoad(...args: string[]) {
  const child = spawn(process.execPath, ['tools/load.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return { child, ended: ended.then(([[code], stdout, stderr]) => ({ code: code as number, stdout, stderr })) };
}

const load = (...args: string[]) => startLoad(...args).ended;

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

const ok: Respond = (response) => response.end('{}');

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
    const { instances, latencyMs, ...report } = JSON.parse(stdout) as Record<string, object>;
    expect(report).toEqual({
      url: `${server.url}/product/9310301?view=hops`,
      requests: 8,
      failed: 0,
      interrupted: false,
      seconds: expect.any(Number) as number,
      rate: expect.any(Number) as number,
      statuses: { 200: 8 },
      noResponse: 0,
      connectionErrors: {},
      degraded: 1,
    });
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
    const server = await startStubHttpServer(ok);
    await server[Symbol.asyncDispose]();
    expect(await load('--url', server.url)).toEqual({
      code: 1,
      stdout: '',
      stderr: `Nothing listens at ${server.url} (ECONNREFUSED).\n`,
    });
  });

  it('prints what there is on Ctrl-C, and exits with 130', async () => {
    await using server = await startStubHttpServer((response, number) => void (number <= 3 && response.end('{}')));
    const { child, ended } = startLoad('--url', server.url, '--concurrency', '1');
    await expect.poll(() => server.requests.length, { timeout: 10_000 }).toBe(4);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(stdout).toContain('3 requests in');
    expect(stdout).toContain('(interrupted)');
    expect(code).toBe(130);
  });

  it('sends the headers of the command line', async () => {
    await using server = await startStubHttpServer(ok);
    await load('--url', server.url, '--count', '1', '--header', 'x-tester: v2', '--header', 'host:gateway.example');
    expect(server.requests[0]?.headers).toMatchObject({ 'x-tester': 'v2', host: 'gateway.example' });
  });

  it('requests the hops of a product, and any other path as it is', async () => {
    await using server = await startStubHttpServer(ok);
    for (const path of ['/product/7.json?a=b', '/product/7.html', '//other']) {
      await load('--url', server.url, '--count', '1', '--path', path);
    }
    expect(server.requests.map(({ url }) => url)).toEqual([
      '/product/7.json?a=b&view=hops',
      '/product/7.html',
      '//other',
    ]);
  });

  it.each([
    [15, 30],
    [16, 17],
    [100, 50],
  ])('at %i a second sends %i requests evenly, none before it is due, and no other', async (rate, count) => {
    const arrivedAt: number[] = [];
    await using server = await startStubHttpServer((response) => {
      arrivedAt.push(performance.now());
      response.end('{}');
    });
    const { stdout } = await load('--url', server.url, '--count', `${count}`, '--rate', `${rate}`, '--json');
    const { seconds, requests } = JSON.parse(stdout) as { seconds: number; requests: number };
    expect([requests, arrivedAt.length]).toEqual([count, count]);
    expect(seconds).toBeGreaterThanOrEqual((count - 1) / rate);
    // The client started no earlier than this, since its last response came after the last request had arrived.
    const startedAt = arrivedAt.at(-1)! - seconds * 1000;
    const early = arrivedAt.map((time, index) => startedAt + (index * 1000) / rate - time).filter((ms) => ms > 2);
    expect(early).toEqual([]);
  });

  it('at a rate counts the latency of a request that a stalled response holds back from when it was due', async () => {
    const STALL_MS = 1000;
    await using server = await startStubHttpServer((response, number) => {
      if (number === 1) setTimeout(() => response.end('{}'), STALL_MS);
      else response.end('{}');
    });
    const options = ['--count', '10', '--rate', '100', '--concurrency', '1'];
    const { stdout } = await load('--url', server.url, ...options);
    expect(stdout).toContain('at 100 a second; latency counts from when each request was due');
    // The tenth is due after 90 ms, so that it waited for 910 at least.
    expect(Number(/p50 (\S+) ms/.exec(stdout)?.[1])).toBeGreaterThan(STALL_MS - 100);
  });

  it('counts a request that gets no response in time, and continues', async () => {
    await using server = await startStubHttpServer((response, number) => void (number !== 2 && response.end('{}')));
    const { code, stdout } = await load('--url', server.url, '--count', '20', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ requests: 20, noResponse: 1, connectionErrors: { timeout: 1 } });
    expect(code).toBe(1);
  });

  it('draws a bar on a terminal, and removes it before the report', async () => {
    await using server = await startStubHttpServer(ok);
    const command = `${process.execPath} tools/load.ts --url ${server.url} --count 20`;
    const terminal = spawn('script', ['--quiet', '--command', command, '/dev/null'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const output = await text(terminal.stdout);
    expect(output).toContain(`[${'='.repeat(30)}] 20 of 20 requests`);
    expect(output.split('\x1b[2K').at(-1)).toMatch(/20 requests in/);
    expect(output.split('\x1b[2K').at(-1)).not.toContain('=====');
  });

  it.each([
    [['--count', '0'], '--count is "0", but must be a whole number from 1 to 1,000,000'],
    [['--concurrency', '1001'], '--concurrency is "1001", but must be a whole number from 1 to 1,000'],
    [['--rate', 'fast'], '--rate is "fast", but must be a whole number from 1 to 1,000,000'],
    [['--url', 'localhost:9999'], '--url is "localhost:9999", but must be like http://localhost:9999, without a path'],
    [['--path', 'product'], '--path is "product", but must begin with /'],
    [['--header', 'x tester'], `--header is "x tester", but must be like 'x-tester: v2'`],
    [['--speed', '9'], `Unknown option '--speed'`],
  ])('refuses %j, with the reason, what is accepted, and 2', async (args, reason) => {
    const { code, stderr } = await load(...args);
    expect(stderr).toContain(reason);
    expect(stderr).toContain('--count N ');
    expect(code).toBe(2);
  });

  it('prints its options on --help', async () => {
    expect(await load('--help')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('--rate N') as string,
    });
  });
});
