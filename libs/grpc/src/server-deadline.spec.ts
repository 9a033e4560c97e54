import { once } from 'node:events';
import { constants, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';

import { status } from '@grpc/grpc-js';
import { afterEach, expect, it, vi } from 'vitest';

import type { UnaryResponse } from '#grpc-http2-client';

import { GRPC_TRANSPORTS } from './grpc-transports.ts';
import { openUnaryChannel } from './unary-channels.ts';

afterEach(() => {
  vi.useRealTimers();
});

// As grpc-go does, which enforces grpc-timeout itself: its timer can fire before that of the client.
it.each(GRPC_TRANSPORTS)(
  'a call by %s ends with DEADLINE_EXCEEDED if the server resets its stream by CANCEL after the deadline',
  async (transport) => {
    const deadline = Date.now() + 100;
    const server = createServer().listen(0, '127.0.0.1');
    server.on('stream', (stream) => {
      const interval = setInterval(() => {
        if (Date.now() <= deadline) return;
        clearInterval(interval);
        stream.close(constants.NGHTTP2_CANCEL);
      }, 5);
    });
    await once(server, 'listening');
    const channel = openUnaryChannel(transport, '127.0.0.1', (server.address() as AddressInfo).port);
    // The client's own timer never fires.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const { code } = await new Promise<UnaryResponse>((resolve) => {
      channel.call({ path: '/test.Service/Get', message: Buffer.alloc(0), metadata: {}, deadline }, resolve);
    });
    expect(status[code]).toBe('DEADLINE_EXCEEDED');
    channel.close();
    server.close();
  },
);
