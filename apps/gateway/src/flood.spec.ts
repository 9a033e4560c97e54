import { once } from 'node:events';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { platform } from 'node:os';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProductServiceService } from '#contracts';
import {
  ACK,
  bundle,
  containerHeapFlags,
  encodeFrame,
  encodeHeaders,
  encodeMessage,
  encodeSettings,
  END_HEADERS,
  END_STREAM,
  FRAME_TYPE,
  PREFACE,
  RpcClient,
  startProcesses,
  type RunningProcesses,
} from '#testbed';

import { expectService } from './flood.client.ts';
import { connections, pour, send, type Flood } from './flood.connections.ts';
import { httpRequestFloods, idleHttpFloods } from './flood.http.cases.ts';
import { memoryMib, readMetrics, sumOf } from './flood.measures.ts';

const frame = (type: keyof typeof FRAME_TYPE, streamId: number, flags: number, payload: Buffer) =>
  encodeFrame(FRAME_TYPE[type], flags, streamId, payload);

/** The memory limit of each service in compose.yaml and on Kubernetes. */
const CONTAINER_MIB = 256;
/** So that nothing here depends on the speed of the machine. */
const LONG_TIMEOUTS = {
  MAX_CONNECTION_AGE: '60m',
  REQUEST_TIMEOUT: '2m',
  BASEPRODUCT_TIMEOUT: '2m',
  INVENTORY_TIMEOUT: '2m',
  PRICE_TIMEOUT: '2m',
  REVIEWS_TIMEOUT: '2m',
};
const UNTIL = { timeout: 60_000 };

const { getProduct } = ProductServiceService;
const GRPC_FIELDS: [string, string][] = [
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', getProduct.path],
  [':authority', 'gateway'],
  ['content-type', 'application/grpc'],
  ['te', 'trailers'],
];
const HEADERS = encodeHeaders(GRPC_FIELDS);

let services: RunningProcesses;
const memory = (field: 'VmRSS' | 'VmHWM') => memoryMib(services.pids.gateway, field);

const MESSAGE = encodeMessage(getProduct.requestSerialize({ productId: 9310301 }));
const rpc = (id: number) =>
  Buffer.concat([frame('HEADERS', id, END_HEADERS, HEADERS), frame('DATA', id, END_STREAM, MESSAGE)]);

/** The frames of so many streams, with the odd ids of a client. */
const streams = (count: number, each: (id: number) => Buffer) =>
  Buffer.concat(Array.from({ length: count }, (_, index) => each(2 * index + 1)));

const http2 = (bytes: Buffer, { window = 65_535, reads = true } = {}) =>
  send(
    services.grpcPorts.gateway,
    Buffer.concat([PREFACE, encodeSettings(window), frame('SETTINGS', 0, ACK, Buffer.alloc(0)), bytes]),
    reads,
  );

/** Begins GetProduct on a session of node:http2. */
const beginGetProduct = (session: ClientHttp2Session) =>
  session.request({ ':method': 'POST', ':path': getProduct.path, 'content-type': 'application/grpc' });

const httpPort = () => services.httpPorts.gateway;

/** In this order, since the memory at its peak depends on the floods before. */
const FLOODS: Record<string, Flood> = {
  '3,000 streams on one connection that ignores SETTINGS': () => {
    const session = connectHttp2(`http://127.0.0.1:${services.grpcPorts.gateway}`, {
      peerMaxConcurrentStreams: 1_000_000,
    });
    session.on('error', () => undefined);
    for (let count = 0; count < 3000; count++) {
      const stream = beginGetProduct(session);
      stream.on('error', () => undefined).resume();
      stream.end(MESSAGE);
    }
    return { end: () => session.destroy() };
  },
  '2,000 HTTP/2 connections that stay open': connections(2000, () => http2(Buffer.alloc(0))),
  ...idleHttpFloods(httpPort),
  '2,000 streams on 10 connections with a window of zero': connections(10, () =>
    http2(streams(200, rpc), { window: 0 }),
  ),
  '2,000 streams on 10 connections with a window of one byte that never read': connections(10, () =>
    http2(streams(200, rpc), { window: 1, reads: false }),
  ),
  '20,000 streams on 100 connections whose requests never end': connections(100, () =>
    http2(streams(200, (id) => frame('HEADERS', id, END_HEADERS, HEADERS))),
  ),
  '2,000 streams on 10 connections with parts of messages': connections(10, () =>
    http2(
      streams(200, (id) =>
        Buffer.concat([
          frame('HEADERS', id, END_HEADERS, HEADERS),
          frame('DATA', id, 0, encodeMessage(Buffer.alloc(65_536)).subarray(0, 16_384)),
        ]),
      ),
    ),
  ),
  '2,000 streams with 16 KiB of metadata each': connections(10, () => {
    const fields = encodeHeaders([...GRPC_FIELDS, ['x-large', 'a'.repeat(15_000)], ['x-larger', 'b'.repeat(1000)]]);
    return http2(streams(200, (id) => frame('HEADERS', id, END_HEADERS, fields)));
  }),
  '20,000 streams that are reset at once (CVE-2023-44487)': connections(10, () =>
    http2(streams(2000, (id) => Buffer.concat([rpc(id), frame('RST_STREAM', id, 0, Buffer.from([0, 0, 0, 8]))]))),
  ),
  '10 connections with CONTINUATION frames without end': connections(10, () =>
    pour(
      http2(frame('HEADERS', 1, 0, HEADERS)),
      frame('CONTINUATION', 1, 0, encodeHeaders([['x-more', 'a'.repeat(16_000)]])),
    ),
  ),
  '100,000 PING frames on 10 connections that never read': connections(10, () =>
    http2(Buffer.concat(Array.from({ length: 10_000 }, () => frame('PING', 0, 0, Buffer.alloc(8)))), { reads: false }),
  ),
  '100,000 SETTINGS frames on 10 connections that never read': connections(10, () =>
    http2(Buffer.concat(Array.from({ length: 10_000 }, () => encodeSettings(65_535))), { reads: false }),
  ),
  ...httpRequestFloods(httpPort),
};

/** Expects that a client that behaves well is served, on connections of its own. */
async function expectGatewayServes(): Promise<void> {
  using client = new RpcClient(services.grpcPorts.gateway);
  await expectService({
    httpPort: httpPort(),
    getProduct: () => client.call(getProduct, { productId: 9310301 }),
  });
}

const metrics = () => readMetrics(httpPort());

const isLinux = platform() === 'linux';
if (!isLinux)
  console.warn('flood.spec.ts is skipped: it reads the memory of a process from /proc, which only Linux has');

describe.skipIf(!isLinux)('the gateway in a flood', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    services = await startProcesses({
      command: (name) => bundle(name, ...containerHeapFlags(CONTAINER_MIB)),
      environment: { ...LONG_TIMEOUTS, LOG_LEVEL: 'silent', SERVICE_INSTANCE: 'flooded' },
    });
  }, 60_000);
  afterAll(async () => services[Symbol.asyncDispose]());

  it('serves 10,000 concurrent streams of one connection that obeys SETTINGS, and others meanwhile', async () => {
    const session = connectHttp2(`http://127.0.0.1:${services.grpcPorts.gateway}`);
    await once(session, 'remoteSettings');
    const statuses = new Map<string, number>();
    const all = Array.from({ length: 10_000 }, async () => {
      const stream = beginGetProduct(session);
      stream.resume().end(MESSAGE);
      const [trailers] = (await once(stream, 'trailers')) as [Record<string, string>];
      const status = String(trailers['grpc-status']);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    });
    await expectGatewayServes();
    await Promise.all(all);
    session.destroy();
    expect(Object.fromEntries(statuses)).toEqual({ 0: 10_000 });
    expect(memory('VmHWM')).toBeLessThan(CONTAINER_MIB);
  });

  it.each(Object.keys(FLOODS))('stays below its memory limit and serves others amid %s', async (name) => {
    const flood = FLOODS[name]?.();
    try {
      await expectGatewayServes();
    } finally {
      flood?.end();
    }
    expect(memory('VmHWM')).toBeLessThan(CONTAINER_MIB);
  });

  it('is as before once the floods have ended', async () => {
    await expect.poll(async () => sumOf(await metrics(), 'product_gateway_rpc_server_active_calls'), UNTIL).toBe(0);
    await expect.poll(async () => sumOf(await metrics(), 'http_server_active_requests'), UNTIL).toBe(0);
    const text = await metrics();
    expect(sumOf(text, 'product_gateway_refused_requests_total')).toBeGreaterThan(0);
    expect(sumOf(text, 'product_gateway_closed_connections_total')).toBeGreaterThan(0);
    await expectGatewayServes();
    expect(memory('VmRSS')).toBeLessThan(CONTAINER_MIB);
  });
});
