import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { describe, expect, it, onTestFinished } from 'vitest';

import { connectionOf, OpenConnections } from './open-connections.ts';
import { OpenStreamLimit } from './open-stream-limit.ts';

/** A port that keeps one connection, with the sockets that it accepted. */
async function openPort() {
  const closed: string[] = [];
  const connections = new OpenConnections(0, (_connection, reason) => void closed.push(reason));
  const server = createServer();
  connections.limit(server, 'grpc', 1);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return {
    connections,
    closed,
    open: async () => {
      const accepted = once(server, 'connection');
      const client = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
      onTestFinished(() => void client.destroy());
      const [socket] = (await accepted) as [Socket];
      return socket;
    },
  };
}

describe('a connection with an open stream', () => {
  it('does not make room for another one, as an idle one does', async () => {
    const { open, closed } = await openPort();
    const limit = new OpenStreamLimit(10, () => undefined);
    const socket = await open();
    const connection = connectionOf(socket, (itself) => itself, 'grpc');
    expect(limit.enter(connection)).toBe(true);
    expect((await open()).destroyed).toBe(true);
    expect([socket.destroyed, closed]).toEqual([false, []]);
    limit.leave(connection);
    expect((await open()).destroyed).toBe(false);
    expect([socket.destroyed, closed]).toEqual([true, ['limit']]);
  });

  it('is not stalled, however long none of its streams ends', async () => {
    const { open, closed, connections } = await openPort();
    const connection = connectionOf(await open(), (itself) => itself, 'grpc');
    new OpenStreamLimit(10, () => undefined).enter(connection);
    connection.lastUsedAt = -Infinity;
    connections.closeStalled();
    expect(closed).toEqual([]);
  });
});

describe('a limit of open streams', () => {
  it('refuses those beyond it until one leaves', async () => {
    const { open } = await openPort();
    const connection = connectionOf(await open(), (itself) => itself, 'grpc');
    let refused = 0;
    const limit = new OpenStreamLimit(2, () => (refused += 1));
    expect([limit.enter(connection), limit.enter(connection), limit.enter(connection)]).toEqual([true, true, false]);
    expect([limit.open, refused]).toEqual([2, 1]);
    limit.leaveCancelled(connection);
    expect(limit.enter(connection)).toBe(true);
  });
});
