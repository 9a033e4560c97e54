import { once } from 'node:events';
import { createServer, type ClientHttp2Session, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';

import { status } from '@grpc/grpc-js';
import { describe, expect, it, onTestFinished } from 'vitest';

import { Http2Channel } from './http2-channel.ts';
import { lengthPrefixed } from './length-prefixed-message.ts';
import type { CallMetadata } from './metadata.ts';
import type { UnaryResponse } from './unary-channel.ts';

/** The types of Node 26 omit this method, which its documentation has. */
type NumberedSession = ClientHttp2Session & { setNextStreamID(id: number): void };

/** Starts a server of node:http2 that responds with an empty message, and counts its connections. */
async function startServer(respond = respondOk) {
  const sessions: ServerHttp2Session[] = [];
  const server = createServer()
    .on('session', (session) => sessions.push(session))
    .on('stream', respond)
    .listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, sessions };
}

function respondOk(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(lengthPrefixed(Buffer.alloc(0)));
}

function open(port: number, onSession?: ConstructorParameters<typeof Http2Channel>[2]) {
  const channel = new Http2Channel('127.0.0.1', port, onSession);
  onTestFinished(() => channel.close());
  const call = (metadata: CallMetadata = {}) =>
    new Promise<UnaryResponse>((resolve) => {
      channel.call({ path: '/test.Service/Get', message: Buffer.alloc(0), metadata, deadline: Infinity }, resolve);
    });
  return { channel, call };
}

describe('a channel over http2', () => {
  it('replaces a connection that has used up its stream identifiers', async () => {
    const { port, sessions } = await startServer();
    const { call } = open(port, (session) =>
      session.once('connect', () => (session as NumberedSession).setNextStreamID(2 ** 31 - 5)),
    );
    for (let count = 0; count < 9; count += 1) expect((await call()).code).toBe(status.OK);
    expect(sessions.length).toBeGreaterThan(2);
  });

  it.each([
    { 'X-Upper': 'a' },
    { 'grpc-timeout': '1S' },
    { ':path': '/' },
    { te: 'trailers' },
    { connection: 'close' },
    { 'http2-settings': 'AAMAAABk' },
    { 'content-length': '7' },
    { 'x-text': 'a\nb' },
    { 'x-text': 'ü' },
  ])('refuses the metadata %j, which HTTP/2 or gRPC excludes', async (metadata) => {
    const { port } = await startServer();
    const { call } = open(port);
    await expect(call(metadata as unknown as CallMetadata)).rejects.toThrow(TypeError);
  });

  it('ends the calls that wait, and those that are made later, when it is closed', async () => {
    const { channel, call } = open(9);
    const waiting = call();
    channel.close();
    expect(await waiting).toMatchObject({ code: status.UNAVAILABLE, details: 'The channel is closed' });
    expect(await call()).toMatchObject({ code: status.UNAVAILABLE, details: 'The channel is closed' });
    expect(channel.state).toBe('SHUTDOWN');
  });

  it('pings half as often after a server has refused the rate of its pings', async () => {
    const { port, sessions } = await startServer();
    const { channel, call } = open(port);
    const before = channel.keepaliveTimeMs;
    await call();
    sessions[0]?.goaway(11, 0, Buffer.from('too_many_pings'));
    await expect.poll(() => channel.keepaliveTimeMs).toBe(2 * before);
    expect((await call()).code).toBe(status.OK);
  });
});
