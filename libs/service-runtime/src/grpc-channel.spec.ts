import { createSocket } from 'node:dgram';
import dns from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { connectivityState, Server, ServerCredentials } from '@grpc/grpc-js';
import { expect, it } from 'vitest';

import { openChannel } from './grpc-channel.ts';

it('leaves a host that takes its connection and says nothing, and finds the one that comes after it', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const channel = openChannel('127.0.0.1', port);
  channel.getConnectivityState(true);
  await once(silent, 'connection');
  // It takes no other connection, but keeps the one that it has.
  silent.close();
  const server = new Server();
  await new Promise<void>((resolve, reject) =>
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(),
    ),
  );
  await expect.poll(() => channel.getConnectivityState(true), { timeout: 15_000 }).toBe(connectivityState.READY);
  channel.close();
  server.forceShutdown();
}, 20_000);

it('looks up addresses, and no TXT records', async () => {
  const server = new Server();
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('localhost:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  // Addresses come from the system's resolver; TXT records would be asked for here.
  const nameServer = createSocket('udp4').bind(0, '127.0.0.1');
  await once(nameServer, 'listening');
  let queries = 0;
  nameServer.on('message', () => (queries += 1));
  const nameServers = [`127.0.0.1:${nameServer.address().port}`];
  const before = dns.getServers();
  // By the module's default export: functions that are imported by name keep the name servers of before.
  dns.setServers(nameServers);
  const channel = openChannel('localhost', port);
  await expect.poll(() => channel.getConnectivityState(true), { timeout: 15_000 }).toBe(connectivityState.READY);
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
