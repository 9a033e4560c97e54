import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { describe, expect, it } from 'vitest';
import { PriceServiceService } from '#contracts';
import { RpcClient, START_BACKEND } from '#testbed';

import { beginRpc, metric, openSession } from './unfinished-rpc.ts';

const { getPrice } = PriceServiceService;
const PRICE_PATH = '/productPrice/9310301';

describe('a port at MAX_CONNECTIONS', () => {
  const open = (port: number, text = ''): Socket => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.resume().write(text);
    return socket;
  };

  it.each(['', 'GET / HTTP/1.1\r\nhost: a\r\nx-half: '])(
    'closes the least recently used connection that has no request for a new one, and serves that: %j',
    async (text) => {
      await using price = await START_BACKEND.price({ MAX_CONNECTIONS: '3' });
      const sockets: Socket[] = [];
      for (let count = 0; count < 3; count++) {
        const socket = open(price.service.httpPort, text);
        await once(socket, 'connect');
        sockets.push(socket);
      }
      // A connection that is closed with bytes unread is reset, at which `once` of node:events would reject.
      const [first, second] = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      const probe = () => fetch(`${price.httpUrl}/livez`, { headers: { connection: 'close' } });
      expect((await probe()).status).toBe(200);
      await first;
      const another = open(price.service.httpPort, text);
      sockets.push(another);
      await once(another, 'connect');
      expect((await probe()).status).toBe(200);
      await second;
      for (const socket of sockets) socket.destroy();
      await expect.poll(() => metric(price, 'product_gateway_closed_connections_total')).toBeGreaterThanOrEqual(2);
    },
  );

  it('keeps the connection that has a request in flight', async () => {
    await using price = await START_BACKEND.price({ MAX_CONNECTIONS: '2' });
    const busy = openSession(price);
    await once(busy, 'remoteSettings');
    const stream = beginRpc(busy, getPrice.path);
    for (let count = 0; count < 5; count++) {
      const idle = openSession(price);
      idle.on('error', () => undefined);
      await once(idle, 'remoteSettings');
    }
    using client = new RpcClient(price.grpcPort);
    expect(await client.call(getPrice, { productId: 9310301 })).toHaveProperty('price');
    expect([busy.destroyed, stream.destroyed]).toEqual([false, false]);
    busy.destroy();
  });
});

describe('a connection with pipelined requests', () => {
  const pipelined = (port: number, count: number) =>
    new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      let text = '';
      socket.setEncoding('latin1').on('data', (chunk) => {
        text += String(chunk);
        if (text.match(/HTTP\/1.1 200/g)?.length === count) socket.end();
      });
      socket.on('error', () => undefined).on('close', () => resolve(text));
      socket.write(`GET ${PRICE_PATH} HTTP/1.1\r\nhost: a\r\n\r\n`.repeat(count));
    });

  it('is served up to 16 at a time', async () => {
    await using price = await START_BACKEND.price();
    expect((await pipelined(price.service.httpPort, 16)).match(/HTTP\/1.1 200/g)).toHaveLength(16);
  });

  it('is closed beyond, and leaves nothing behind', async () => {
    await using price = await START_BACKEND.price();
    await pipelined(price.service.httpPort, 1000);
    await expect.poll(() => metric(price, 'http_server_active_requests')).toBe(0);
    expect(await metric(price, 'product_gateway_closed_connections_total')).toBe(1);
    expect((await pipelined(price.service.httpPort, 2)).match(/HTTP\/1.1 200/g)).toHaveLength(2);
  });
});
