import { once } from 'node:events';
import { connect, constants, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { connect as connectTcp, createServer, type AddressInfo } from 'node:net';

import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { PriceServiceService } from '#contracts';
import { START_BACKEND } from '#testbed';

const FRAME_HEADER = 9;
// Of RFC 9113, 6.
const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const { NGHTTP2_FLAG_END_STREAM: END_STREAM } = constants;

/** A tap on the wire: passes bytes on both ways, and keeps what the server sends. */
async function startTap(port: number) {
  const received: Buffer[] = [];
  const server = createServer((client) => {
    const upstream = connectTcp(port, '127.0.0.1');
    upstream.on('data', (chunk: Buffer) => received.push(chunk));
    client.pipe(upstream).pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => other.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    /** The frames of one stream: their types, and whether they end it. */
    frames(streamId: number): { type: number; ends: boolean }[] {
      const bytes = Buffer.concat(received);
      const frames = [];
      for (let at = 0; at + FRAME_HEADER <= bytes.length; at += FRAME_HEADER + bytes.readUIntBE(at, 3)) {
        const type = bytes.readUInt8(at + 3);
        const ends = type !== RST_STREAM && (bytes.readUInt8(at + 4) & END_STREAM) !== 0;
        if ((bytes.readUInt32BE(at + 5) & 0x7f_ff_ff_ff) === streamId) frames.push({ type, ends });
      }
      return frames;
    },
    [Symbol.dispose]: () => server.close(),
  };
}

/** Calls GetPrice, and returns the first headers, if there are any. */
async function getPrice(session: ClientHttp2Session, productId: number, headers: Record<string, string> = {}) {
  const { path, requestSerialize } = PriceServiceService.getPrice;
  const message = requestSerialize({ productId });
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  let first: IncomingHttpHeaders = {};
  stream.on('response', (received) => (first = received)).on('error', () => undefined);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([prefix, message]));
  stream.resume();
  await new Promise((resolve) => stream.once('close', resolve));
  return { first, id: stream.id ?? 0, rstCode: stream.rstCode };
}

async function startPrice(environment: NodeJS.ProcessEnv = {}) {
  const price = await START_BACKEND.price({ SERVICE_INSTANCE: 'price-a', ...environment });
  const tap = await startTap(price.grpcPort);
  const session = connect(`http://127.0.0.1:${tap.port}`);
  return {
    frames: tap.frames,
    getPrice: (productId: number, headers?: Record<string, string>) => getPrice(session, productId, headers),
    [Symbol.asyncDispose]: async () => {
      session.destroy();
      tap[Symbol.dispose]();
      await price[Symbol.asyncDispose]();
    },
  };
}

describe('on the wire', () => {
  it('a response has the hop in its first headers', async () => {
    await using price = await startPrice();
    const { first, id } = await price.getPrice(9310301, { 'x-request-id': 'r-1' });
    expect(first).toMatchObject({ 'x-hop': 'price;version=v1;instance="price-a";attempt=1', 'x-request-id': 'r-1' });
    expect(price.frames(id)).toEqual([
      { type: HEADERS, ends: false },
      { type: DATA, ends: false },
      { type: HEADERS, ends: true },
    ]);
  });

  it('a response to the gateway does not repeat the x-request-id that the gateway sent', async () => {
    await using price = await startPrice();
    const marked = { 'x-request-id': '3f2a6c1e-9b7d-4e21-8a54-0c1d2e3f4a5b.gateway' };
    const withCallId = { 'x-request-id': 'r-1', 'x-call-id': 'c-1' };
    for (const headers of [marked, withCallId]) {
      const { first } = await price.getPrice(9310301, headers);
      expect(first).toMatchObject({ 'x-hop': 'price;version=v1;instance="price-a";attempt=1' });
      expect(first).not.toHaveProperty('x-request-id');
    }
  });

  it.each([
    ['of the service', 2 ** 31, {}, status.NOT_FOUND],
    ['that is injected', 9310301, { 'x-fault': 'price=UNAVAILABLE' }, status.UNAVAILABLE],
  ])('an error %s is one frame of headers, which has status and hop together', async (_which, id, headers, code) => {
    await using price = await startPrice({ FAULTS: 'on' });
    const { first, id: streamId } = await price.getPrice(id, headers);
    expect(first['grpc-status']).toBe(String(code));
    expect(first['x-hop']).toContain('price;version=v1;instance="price-a";attempt=1');
    expect(price.frames(streamId)).toEqual([{ type: HEADERS, ends: true }]);
  });

  it('a reset is one RST_STREAM, after which the connection serves the next call', async () => {
    await using price = await startPrice({ FAULTS: 'on' });
    const { id, rstCode } = await price.getPrice(9310301, { 'x-fault': 'price=reset' });
    expect(price.frames(id)).toEqual([{ type: RST_STREAM, ends: false }]);
    expect(rstCode).toBe(constants.NGHTTP2_INTERNAL_ERROR);
    expect((await price.getPrice(9310301)).first).toMatchObject({ ':status': 200 });
  });
});
