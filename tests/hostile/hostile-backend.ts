// A backend whose responses violate HTTP/2, gRPC and protobuf.
import { once } from 'node:events';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';

import { encodeMessage } from '../../libs/testbed/src/http2-frames.ts';
import type { Random } from './random.ts';

export interface HostileBackend extends AsyncDisposable {
  readonly port: number;
}

const GRPC = { ':status': 200, 'content-type': 'application/grpc' } as const;

/** Listens on a free port of the loopback address, and responds to each RPC with another kind of bad response. */
export async function startHostileBackend(random: Random): Promise<HostileBackend> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer()
    .on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    })
    .on('sessionError', () => undefined)
    .on('stream', (stream: ServerHttp2Stream) => {
      stream.on('error', () => undefined).resume();
      // Not within the event, during which nghttp2 processes what it has received: a session that is destroyed there can crash
      // Node with a segmentation fault.
      setImmediate(() => {
        if (!stream.destroyed) random.pick(RESPONSES)(stream, random);
      });
    })
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function respond(stream: ServerHttp2Stream, body: Buffer, trailers: Record<string, string> = { 'grpc-status': '0' }) {
  stream.respond(GRPC, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(body);
}

const RESPONSES: readonly ((stream: ServerHttp2Stream, random: Random) => void)[] = [
  (stream, random) => respond(stream, encodeMessage(random.bytes(random.integer(0, 200)))),
  (stream, random) => respond(stream, encodeMessage(random.bytes(20), 1)),
  (stream, random) => respond(stream, encodeMessage(random.bytes(20), 0, 0xffff_ffff)),
  (stream, random) => respond(stream, random.bytes(random.integer(0, 4))),
  (stream) => respond(stream, Buffer.concat([encodeMessage(Buffer.alloc(0)), encodeMessage(Buffer.alloc(0))])),
  (stream) => respond(stream, Buffer.alloc(0)),
  (stream, random) => respond(stream, Buffer.alloc(0), { 'grpc-status': String(random.integer(0, 20)) }),
  (stream) => respond(stream, Buffer.alloc(0), { 'grpc-status': 'constructor', 'grpc-message': '%zz%' }),
  (stream, random) =>
    respond(stream, encodeMessage(Buffer.alloc(0)), { 'x-hop': random.text('abc;="\\ ', 200), 'grpc-status': '0' }),
  (stream, random) => {
    stream.respond({ ':status': random.pick([200, 404, 429, 500, 502, 503]), 'content-type': 'text/html' });
    stream.end('<html>');
  },
  (stream, random) => stream.close(random.integer(0, 13)),
  (stream) => stream.session?.destroy(),
  (stream) => stream.session?.goaway(0, 0),
  () => undefined,
];
