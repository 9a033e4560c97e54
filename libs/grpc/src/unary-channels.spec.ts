import { createSocket } from 'node:dgram';
import dns from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { Server, ServerCredentials } from '@grpc/grpc-js';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { GRPC_TRANSPORTS } from './grpc-transports.ts';
import { openUnaryChannel } from './unary-channels.ts';

/** Makes a server listen, and returns its port. */
function bind(server: Server, host: string, port = 0): Promise<number> {
  return new Promise((resolve, reject) =>
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
}

describe.each(GRPC_TRANSPORTS)('a channel over %s', (transport) => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('closes a connection on which the host sends nothing, and connects to the next host at that address', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const channel = openUnaryChannel(transport, '127.0.0.1', port);
    channel.connect();
    await once(silent, 'connection');
    // It accepts no further connection, and keeps the first.
    silent.close();
    const server = new Server();
    await bind(server, '127.0.0.1', port);
    await expect.poll(() => channel.state, { timeout: 15_000 }).toBe('READY');
    channel.close();
    server.forceShutdown();
  }, 20_000);

  it('looks up addresses, and no TXT records', async () => {
    const server = new Server();
    const port = await bind(server, 'localhost');
    // Addresses come from the system's resolver; this server would get queries for TXT records.
    const nameServer = createSocket('udp4').bind(0, '127.0.0.1');
    await once(nameServer, 'listening');
    let queries = 0;
    nameServer.on('message', () => (queries += 1));
    const nameServers = [`127.0.0.1:${nameServer.address().port}`];
    const before = dns.getServers();
    // By the module's default export: functions that are imported by name keep the name servers of before.
    dns.setServers(nameServers);
    const channel = openUnaryChannel(transport, 'localhost', port);
    channel.connect();
    await expect.poll(() => channel.state, { timeout: 15_000 }).toBe('READY');
    // A query of our own arrives after all that were sent before.
    const own = new Resolver({ timeout: 100, tries: 1 });
    own.setServers(nameServers);
    await expect(own.resolveTxt('own.example')).rejects.toThrow('ETIMEOUT');
    expect(queries).toBe(1);
    dns.setServers(before);
    channel.close();
    server.forceShutdown();
    nameServer.close();
  }, 20_000);

  it.each([
    ['grpc_proxy', ''],
    ['https_proxy', ''],
    ['http_proxy', ''],
    ['http_proxy', 'localhost'],
  ])('connects without the proxy that %s names, where no_proxy is "%s"', async (variable, exempt) => {
    let proxied = 0;
    const proxy = createServer((socket) => {
      proxied += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    vi.stubEnv(variable, `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    vi.stubEnv('no_proxy', exempt);
    const server = new Server();
    const port = await bind(server, '127.0.0.1');
    const channel = openUnaryChannel(transport, '127.0.0.1', port);
    channel.connect();
    await expect.poll(() => channel.state, { timeout: 10_000 }).toBe('READY');
    expect(proxied).toBe(0);
    channel.close();
    server.forceShutdown();
    proxy.close();
  });
});
