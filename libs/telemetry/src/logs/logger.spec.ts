import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { Metadata } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { PriceServiceService } from '#contracts';
import { RpcClient } from '#testbed';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** Runs the bundle of price, which logs as it does in a container. */
async function runPrice(environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['dist/apps/price/main.js'], {
    env: { HTTP_PORT: '0', GRPC_PORT: '0', LISTEN_ADDRESS: '127.0.0.1', SERVICE_INSTANCE: 'price-a', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  const port = (protocol: string) => Number(new RegExp(`${protocol}Port"?: ?(\\d+)`).exec(output)?.[1]);
  await expect.poll(() => port('grpc'), { timeout: 60_000 }).toBeGreaterThan(0);
  return {
    httpUrl: `http://127.0.0.1:${port('http')}`,
    grpcPort: port('grpc'),
    /** All that it has logged, when it has stopped. */
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'close');
      return output;
    },
    [Symbol.dispose]: () => child.kill('SIGKILL'),
  };
}

const parse = (output: string) =>
  output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the log of a service', { timeout: 60_000 }, () => {
  it('has one JSON line for each request, HTTP or RPC, with its ids and nothing secret', async () => {
    using price = await runPrice({ FAULTS: 'on' });
    const headers = {
      'x-request-id': 'r-1',
      traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
      authorization: 'Bearer secret',
      cookie: 'session=secret',
    };
    await fetch(`${price.httpUrl}/productPrice/9310301?token=secret`, { headers });
    await fetch(`${price.httpUrl}/readyz`, { headers });
    using client = new RpcClient(price.grpcPort);
    const metadata = Metadata.fromHttp2Headers({ ...headers, 'x-fault': 'price=delay:1ms' });
    await client.call(PriceServiceService.getPrice, { productId: 9310301 }, { metadata });
    const output = await price.stop();
    const line = (own: object) => ({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      pid: expect.any(Number),
      service: 'price',
      version: 'v1',
      instance: 'price-a',
      request_id: 'r-1',
      trace_id: TRACE,
      duration_ms: expect.any(Number),
      ...own,
    });
    const method = 'product_gateway.price.v1.PriceService/GetPrice';
    expect(parse(output).filter(({ request_id: id }) => id === 'r-1')).toEqual([
      line({ msg: 'request', method: 'GET', path: '/productPrice/9310301', status: 200 }),
      line({ msg: 'rpc', method, status: 'OK', attempt: 1, fault: 'price=delay:1ms' }),
    ]);
    expect(output).not.toContain('secret');
  });

  it('has only what is as severe as LOG_LEVEL', async () => {
    using price = await runPrice({ LOG_LEVEL: 'debug' });
    expect(parse(await price.stop()).map(({ level }) => level)).toContain('debug');
  });

  it('is written for a person with LOG_FORMAT=pretty, as it is on a terminal', async () => {
    using price = await runPrice({ LOG_FORMAT: 'pretty' });
    await fetch(`${price.httpUrl}/productPrice/9310301`);
    const output = await price.stop();
    expect(output).toMatch(/^\[[\d:.]+\] INFO: GET \/productPrice\/9310301 → 200 in [\d.]+ ms \{"request_id":".+"\}$/m);
  });
});
