import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { platform } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import { status as grpcStatus, type ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProductServiceService, type GetProductRequest, type GetProductResponse } from '#contracts';
import {
  ACK,
  bundle,
  encodeFrame,
  encodeHeaders,
  encodeSettings,
  END_HEADERS,
  END_STREAM,
  FRAME_TYPE,
  PREFACE,
  RpcClient,
  startProcesses,
  type RunningProcesses,
} from '#testbed';

const frame = (type: keyof typeof FRAME_TYPE, streamId: number, flags: number, payload: Buffer) =>
  encodeFrame(FRAME_TYPE[type], flags, streamId, payload);

/** The memory limit of each service in compose.yaml and on Kubernetes. */
const CONTAINER_MIB = 256;
/** The heap that V8 makes of this limit in a container; elsewhere it is several times larger, and grows accordingly. */
const HEAP_FLAG = `--max-heap-size=${CONTAINER_MIB}`;
/** So that nothing here depends on the speed of the machine. */
const LONG_TIMEOUTS = {
  MAX_CONNECTION_AGE: '60m',
  REQUEST_TIMEOUT: '2m',
  BASEPRODUCT_TIMEOUT: '2m',
  INVENTORY_TIMEOUT: '2m',
  PRICE_TIMEOUT: '2m',
  REVIEWS_TIMEOUT: '2m',
};
const ROUNDS = 5;
const UNTIL = { timeout: 60_000 };

const { getProduct } = ProductServiceService;
const REQUEST: GetProductRequest = { productId: 9310301 };
const GRPC_FIELDS: [string, string][] = [
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', getProduct.path],
  [':authority', 'gateway'],
  ['content-type', 'application/grpc'],
  ['te', 'trailers'],
];
const HEADERS = encodeHeaders(GRPC_FIELDS);
const PRODUCT_PATH = '/product/9310301';
const GET_PRODUCT = `GET ${PRODUCT_PATH} HTTP/1.1\r\nhost: gateway\r\n\r\n`;

let services: RunningProcesses;
const memory = (field: 'VmRSS' | 'VmHWM') => {
  const text = readFileSync(`/proc/${services.pids.gateway}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(text)?.[1]) / 1024;
};

/** A gRPC message with its prefix. */
function message(bytes: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

const MESSAGE = message(getProduct.requestSerialize(REQUEST));
const rpc = (id: number) =>
  Buffer.concat([frame('HEADERS', id, END_HEADERS, HEADERS), frame('DATA', id, END_STREAM, MESSAGE)]);

/** The frames of so many streams, with the odd ids of a client. */
const streams = (count: number, each: (id: number) => Buffer) =>
  Buffer.concat(Array.from({ length: count }, (_, index) => each(2 * index + 1)));

/** A connection whose peer may close it at any time, and that writes `bytes` at once. */
function send(port: number, bytes: string | Buffer, reads = true): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  if (reads) socket.resume();
  else socket.pause();
  socket.write(bytes);
  return socket;
}

/** Writes as much of `chunk` as the peer takes. */
function pour(socket: Socket, chunk: Buffer): Socket {
  const write = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  return socket.on('drain', write);
}

type Flood = () => { end(): void };

/** So many connections at once. */
const connections =
  (count: number, open: () => Socket): Flood =>
  () => {
    const sockets = Array.from({ length: count }, open);
    return { end: () => sockets.forEach((socket) => socket.destroy()) };
  };

const http2 = (bytes: Buffer, { window = 65_535, reads = true } = {}) =>
  send(
    services.grpcPorts.gateway,
    Buffer.concat([PREFACE, encodeSettings(window), frame('SETTINGS', 0, ACK, Buffer.alloc(0)), bytes]),
    reads,
  );
const http = (text: string | Buffer, reads = true) => send(services.httpPorts.gateway, text, reads);

const FLOODS: Record<string, Flood> = {
  '3,000 streams on one connection that ignores SETTINGS': () => {
    const session = connectHttp2(`http://127.0.0.1:${services.grpcPorts.gateway}`, {
      peerMaxConcurrentStreams: 1_000_000,
    });
    session.on('error', () => undefined);
    for (let count = 0; count < 3000; count++) {
      const stream = session.request({
        ':method': 'POST',
        ':path': getProduct.path,
        'content-type': 'application/grpc',
      });
      stream.on('error', () => undefined).resume();
      stream.end(MESSAGE);
    }
    return { end: () => session.destroy() };
  },
  '2,000 HTTP connections that stay open': connections(2000, () => http(GET_PRODUCT)),
  '2,000 HTTP/2 connections that stay open': connections(2000, () => http2(Buffer.alloc(0))),
  '2,000 HTTP connections with half a header': connections(2000, () =>
    http(`GET ${PRODUCT_PATH} HTTP/1.1\r\nhost: gateway\r\nx-half: ${'a'.repeat(8000)}`),
  ),
  '2,000 HTTP connections that say nothing': connections(2000, () => http('')),
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
          frame('DATA', id, 0, message(Buffer.alloc(65_536)).subarray(0, 16_384)),
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
  '100 connections with a header of 64 KiB': connections(100, () =>
    http(`GET ${PRODUCT_PATH} HTTP/1.1\r\nhost: gateway\r\nx-large: ${'a'.repeat(65_536)}\r\n\r\n`),
  ),
  '100 connections with 3,000 header fields': connections(100, () =>
    http(`GET ${PRODUCT_PATH} HTTP/1.1\r\nhost: gateway\r\n${'a:b\r\n'.repeat(3000)}\r\n`),
  ),
  '20 connections with a body without end of a POST': connections(20, () =>
    pour(
      http(`POST ${PRODUCT_PATH} HTTP/1.1\r\nhost: gateway\r\ncontent-length: 1000000000000\r\n\r\n`),
      Buffer.alloc(1 << 20),
    ),
  ),
  '20 connections with a chunked body without end of a GET': connections(20, () =>
    pour(
      http(`GET ${PRODUCT_PATH} HTTP/1.1\r\nhost: gateway\r\ntransfer-encoding: chunked\r\n\r\n`),
      Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000), Buffer.from('\r\n')]),
    ),
  ),
  '100 connections with 1,000 pipelined requests each': connections(100, () => http(GET_PRODUCT.repeat(1000))),
  '100 connections with 1,000 pipelined requests each that never read': connections(100, () =>
    http(GET_PRODUCT.repeat(1000), false),
  ),
};

/** Status and Retry-After of a response, on a connection of its own. */
const ask = (path: string) =>
  new Promise<{ status: number | undefined; retryAfter: string | undefined }>((resolve, reject) => {
    get({ host: '127.0.0.1', port: services.httpPorts.gateway, path, agent: false }, (response) => {
      const { statusCode: status, headers } = response;
      response.resume().on('end', () => resolve({ status, retryAfter: headers['retry-after'] }));
    }).on('error', reject);
  });

/** Requests a product until the response is no 503 with Retry-After. */
async function productStatus(): Promise<number | undefined> {
  for (;;) {
    const { status, retryAfter } = await ask(PRODUCT_PATH);
    if (status !== 503 || retryAfter === undefined) return status;
    await sleep(Number(retryAfter) * 1000);
  }
}

/** Calls GetProduct until the status is not RESOURCE_EXHAUSTED with a retry delay. */
async function callGetProduct(client: RpcClient): Promise<GetProductResponse> {
  for (;;) {
    const response = await client.call(getProduct, REQUEST).catch((error: unknown) => error as ServiceError);
    if (!(response instanceof Error)) return response;
    const [pushback] = response.metadata.get('grpc-retry-pushback-ms');
    if (response.code !== grpcStatus.RESOURCE_EXHAUSTED || pushback === undefined) throw response;
    await sleep(Number(pushback));
  }
}

/** What a client that behaves well sees, on connections of its own. */
async function expectService(): Promise<void> {
  using client = new RpcClient(services.grpcPorts.gateway);
  for (let round = 0; round < ROUNDS; round++) {
    for (const path of ['/livez', '/readyz', '/metrics']) expect(await ask(path)).toMatchObject({ status: 200 });
    expect(await productStatus()).toBe(200);
    const { product } = await callGetProduct(client);
    expect(product).toMatchObject({ baseProduct: { productId: 9310301 }, degraded: [] });
    expect(product?.reviews.length).toBeGreaterThan(0);
  }
}

const metrics = async () =>
  (await fetch(`http://127.0.0.1:${services.httpPorts.gateway}/metrics`, { headers: { connection: 'close' } })).text();
const sumOf = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`^${name}\\S* (\\d+)$`, 'gm'))].reduce((sum, [, count]) => sum + Number(count), 0);

const isLinux = platform() === 'linux';
if (!isLinux)
  console.warn('flood.spec.ts is skipped: it reads the memory of a process from /proc, which only Linux has');

describe.skipIf(!isLinux)('the gateway in a flood', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    services = await startProcesses({
      command: (name) => bundle(name, HEAP_FLAG),
      environment: { ...LONG_TIMEOUTS, LOG_LEVEL: 'silent', SERVICE_INSTANCE: 'flooded' },
    });
  }, 60_000);
  afterAll(async () => services[Symbol.asyncDispose]());

  it('serves 10,000 concurrent streams of one connection that obeys SETTINGS, and others meanwhile', async () => {
    const session = connectHttp2(`http://127.0.0.1:${services.grpcPorts.gateway}`);
    await once(session, 'remoteSettings');
    const statuses = new Map<string, number>();
    const all = Array.from({ length: 10_000 }, async () => {
      const stream = session.request({
        ':method': 'POST',
        ':path': getProduct.path,
        'content-type': 'application/grpc',
      });
      stream.resume().end(MESSAGE);
      const [trailers] = (await once(stream, 'trailers')) as [Record<string, string>];
      const status = String(trailers['grpc-status']);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    });
    await expectService();
    await Promise.all(all);
    session.destroy();
    expect(Object.fromEntries(statuses)).toEqual({ 0: 10_000 });
    expect(memory('VmHWM')).toBeLessThan(CONTAINER_MIB);
  });

  it.each(Object.keys(FLOODS))('stays below its memory limit and serves others amid %s', async (name) => {
    const flood = FLOODS[name]?.();
    try {
      await expectService();
    } finally {
      flood?.end();
    }
    console.log(name, memory('VmHWM'), memory('VmRSS'));
    expect(memory('VmHWM')).toBeLessThan(CONTAINER_MIB);
  });

  it('is as before once the floods have ended', async () => {
    await expect.poll(async () => sumOf(await metrics(), 'product_gateway_rpc_server_active_calls'), UNTIL).toBe(0);
    await expect.poll(async () => sumOf(await metrics(), 'http_server_active_requests'), UNTIL).toBe(0);
    const text = await metrics();
    expect(sumOf(text, 'product_gateway_refused_requests_total')).toBeGreaterThan(0);
    expect(sumOf(text, 'product_gateway_closed_connections_total')).toBeGreaterThan(0);
    await expectService();
    expect(memory('VmRSS')).toBeLessThan(CONTAINER_MIB);
  });
});
