import { setImmediate as eventLoopIteration } from 'node:timers/promises';

import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { GRPC_TRANSPORTS, openUnaryChannel } from '#grpc';
import { encodeSettings, RawHttp2Server } from '#testbed';

import { describeFaults } from './describe-faults.ts';

const ROUNDS = 40;

describeFaults('a call', [
  {
    when: 'at its deadline, where the server accepts connections and sends nothing,',
    server: { onConnect: (connection) => (connection.isSilent = true) },
    code: status.DEADLINE_EXCEEDED,
    timeoutMs: 1000,
  },
  {
    when: 'after the time limit for SETTINGS, where the server sends nothing,',
    server: { onConnect: (connection) => (connection.isSilent = true) },
    code: status.UNAVAILABLE,
    timeoutMs: 20_000,
  },
  {
    when: 'after the keepalive timeout, where the server sends nothing after SETTINGS,',
    server: {
      onConnect: (connection) => {
        connection.write(encodeSettings());
        connection.isSilent = true;
      },
    },
    code: status.UNAVAILABLE,
    timeoutMs: 40_000,
    reconnectsOnlyByKeepalive: true,
  },
  {
    when: 'at its deadline, where the server sends nothing after SETTINGS,',
    server: {
      onConnect: (connection) => {
        connection.write(encodeSettings());
        connection.isSilent = true;
      },
    },
    code: status.DEADLINE_EXCEEDED,
    timeoutMs: 1000,
    reconnectsOnlyByKeepalive: true,
  },
  {
    when: 'after connections that are closed at once',
    server: { onConnect: (connection) => connection.end() },
    code: status.UNAVAILABLE,
  },
  {
    when: 'after connections that are reset at once',
    server: { onConnect: (connection) => void connection.socket.resetAndDestroy() },
    code: status.UNAVAILABLE,
  },
  {
    when: 'after a response of HTTP/1.1',
    server: {
      onConnect: (connection) => {
        connection.isSilent = true;
        connection.write(Buffer.from('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'));
        connection.end();
      },
    },
    code: status.UNAVAILABLE,
  },
  {
    when: 'after bytes that are no frames',
    server: {
      onConnect: (connection) => {
        connection.isSilent = true;
        connection.write(Buffer.alloc(1000, 0xff));
      },
    },
    code: status.UNAVAILABLE,
  },
  {
    when: 'after a connection that ends in the midst of SETTINGS',
    server: {
      onConnect: (connection) => {
        connection.isSilent = true;
        connection.write(encodeSettings(65_535).subarray(0, 12));
        connection.end();
      },
    },
    code: status.UNAVAILABLE,
  },
]);

describe.each(GRPC_TRANSPORTS)('a channel over %s', (transport) => {
  it('can be closed at any moment while it connects', async () => {
    await using server = await RawHttp2Server.start();
    for (let round = 0; round < ROUNDS; round += 1) {
      const channel = openUnaryChannel(transport, '127.0.0.1', server.port);
      channel.connect();
      for (let iteration = 0; iteration < round % 8; iteration += 1) await eventLoopIteration();
      channel.close();
    }
    // grpc-js leaves a connection open that becomes ready after the channel is closed.
    const most = transport === 'grpc-js' ? ROUNDS : 0;
    await expect.poll(() => server.openConnections).toBeLessThanOrEqual(most);
  });
});
