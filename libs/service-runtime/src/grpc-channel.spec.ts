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
