import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect } from 'node:net';

import { status } from '@grpc/grpc-js';
import { HttpAdapterHost } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BaseProductServiceService } from '#contracts';
import { backendEnvironment, sendRaw, startService, startStubBackend, type RunningService } from '#testbed';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

const HEAD = 'GET /product/007 HTTP/1.1\r\nHost: localhost\r\n';

describe('a request that does not arrive whole in time', () => {
  let gateway: RunningService;
  const port = () => Number(new URL(gateway.httpUrl).port);

  beforeAll(async () => {
    gateway = await startService(gatewaySettings, createGatewayApp);
    // In place of 10 seconds.
    Object.assign(serverOf(gateway), { requestTimeout: 100, headersTimeout: 100 });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  it.each([
    ['headers are missing', HEAD, [408]],
    ['content is missing', `${HEAD}Content-Length: 3\r\n\r\na`, [408]],
    ['chunks are missing', `${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\na`, [408]],
    ['everything is missing', '', [408]],
    ['a part is missing, after a whole request', `${HEAD}\r\n${HEAD}`, [400, 408]],
  ])('is responded to with 408 where %s', async (_what, bytes, statuses) => {
    const { responses, ended } = await sendRaw(port(), bytes, { count: statuses.length });
    expect(responses.map((response) => response.status)).toEqual(statuses);
    expect(responses.at(-1)?.headers).toMatchObject({
      connection: 'close',
      'content-type': 'application/problem+json',
      'x-request-id': expect.stringMatching(/.+/),
    });
    expect(ended).toBe(true);
  });

  it('has no second response where it was responded to before its content came', async () => {
    const { responses, ended } = await sendRaw(
      port(),
      'POST /product/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n',
      { count: 2 },
    );
    expect(responses.map((response) => response.status)).toEqual([405]);
    expect(ended).toBe(true);
  });
});

it('node:http looks every second for requests that are over their time, 10 seconds', async () => {
  await using gateway = await startService(gatewaySettings, createGatewayApp);
  expect(serverOf(gateway)).toMatchObject({
    requestTimeout: 10_000,
    headersTimeout: 10_000,
    connectionsCheckingInterval: 1000,
  });
});

describe('a client that half-closes its connection', () => {
  it('gets a response that takes long', async () => {
    let fail: (error: object) => void = () => undefined;
    await using stub = await startStubBackend(BaseProductServiceService, {
      getBaseProduct: (_call: unknown, done: (error: object) => void) => void (fail = done),
      listBaseProducts: () => undefined,
    });
    await using gateway = await startService(gatewaySettings, createGatewayApp, {
      ...backendEnvironment({ 'base-product': stub.port }),
      REQUEST_TIMEOUT: '60s',
      BASEPRODUCT_TIMEOUT: '60s',
    });
    const socket = connect({ port: Number(new URL(gateway.httpUrl).port), host: '127.0.0.1', allowHalfOpen: true });
    let received = '';
    socket.setEncoding('latin1').on('data', (text: string) => (received += text));
    socket.end(`GET /product/1 HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    // Interim responses, by which the gateway finds out that the client is still there.
    await expect
      .poll(() => received, { timeout: 15_000 })
      .toContain('HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n');
    fail({ code: status.NOT_FOUND, details: 'unknown' });
    await once(socket, 'end');
    expect(received).toContain('HTTP/1.1 404 Not Found\r\n');
    socket.destroy();
  });
});

describe('an idle HTTP connection', () => {
  it('is kept for KEEP_ALIVE_TIMEOUT, longer than Envoy keeps its own', async () => {
    await using gateway = await startService(gatewaySettings, createGatewayApp);
    const port = Number(new URL(gateway.httpUrl).port);
    const { responses } = await sendRaw(port, `${HEAD}\r\n`);
    expect(responses[0]?.headers['keep-alive']).toBe('timeout=3900');
  });

  it('is closed after it', async () => {
    await using gateway = await startService(gatewaySettings, createGatewayApp, { KEEP_ALIVE_TIMEOUT: '1s' });
    // Node waits for a moment longer than Keep-Alive states.
    Object.assign(serverOf(gateway), { keepAliveTimeoutBuffer: 0 });
    const socket = connect(Number(new URL(gateway.httpUrl).port), '127.0.0.1');
    socket.write(`${HEAD}\r\n`);
    let received = '';
    socket.setEncoding('latin1').on('data', (text: string) => (received += text));
    await once(socket, 'end');
    expect(received).toContain('timeout=1\r\n');
    socket.destroy();
  });
});

const serverOf = ({ service }: RunningService): Server => service.get(HttpAdapterHost).httpAdapter.getHttpServer();
