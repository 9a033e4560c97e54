import { constants } from 'node:http2';

import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { GRPC_TRANSPORTS, openUnaryChannel } from '#grpc';
import { encodeSettings, RawHttp2Server, until, type RawServerConnection, type RawServerStream } from '#testbed';

import { callUnary, describeFaults, isServed, untilServed } from './describe-faults.ts';

const MAX_STREAM_ID = 2 ** 31 - 1;
/** 100 ms with jitter. */
const SHORTEST_BACKOFF_MS = 80;
const { NGHTTP2_ENHANCE_YOUR_CALM: ENHANCE_YOUR_CALM, NGHTTP2_REFUSED_STREAM: REFUSED_STREAM } = constants;

/** Over http2 a call that could not be sent waits for another connection. */
const NEVER_SENT = { 'grpc-js': status.UNAVAILABLE, http2: status.DEADLINE_EXCEEDED };

/** A server that sends GOAWAY on each connection at once, and processes no stream. */
const goawayAtOnce = (lastStreamId: number, code = 0, debugData = '') => ({
  onConnect: (connection: RawServerConnection) => {
    // In one segment: a call that waits for SETTINGS is not sent any more.
    connection.socket.cork();
    connection.write(encodeSettings());
    connection.goaway(lastStreamId, code, debugData);
    connection.socket.uncork();
  },
  onRequest: () => undefined,
});

describeFaults('a call', [
  {
    when: 'after connections that get GOAWAY at once and stay open',
    server: goawayAtOnce(0),
    code: NEVER_SENT,
    timeoutMs: 1500,
  },
  {
    when: 'after connections that get GOAWAY with the highest stream id at once and stay open',
    server: goawayAtOnce(MAX_STREAM_ID),
    code: NEVER_SENT,
    timeoutMs: 1500,
  },
  {
    when: 'after connections that get GOAWAY with ENHANCE_YOUR_CALM at once',
    server: goawayAtOnce(0, ENHANCE_YOUR_CALM, 'too_many_pings'),
    code: status.UNAVAILABLE,
  },
  {
    when: 'after connections that end after GOAWAY',
    server: {
      onConnect: (connection) => {
        connection.write(encodeSettings());
        connection.goaway(0);
        connection.end();
      },
    },
    code: NEVER_SENT,
    timeoutMs: 1500,
  },
  {
    when: 'after GOAWAY that covers its stream, and the end of the connection',
    server: (stream) => {
      stream.connection.goaway(stream.id);
      stream.connection.end();
    },
    code: status.UNAVAILABLE,
  },
  {
    when: 'with the response that follows a GOAWAY that covers its stream',
    server: (stream) => {
      stream.connection.goaway(stream.id);
      stream.respond();
    },
    code: status.OK,
  },
  {
    when: 'with the response that follows a hundred GOAWAY frames',
    server: (stream) => {
      for (let count = 0; count < 100; count += 1) stream.connection.goaway(MAX_STREAM_ID);
      stream.respond();
    },
    code: status.OK,
  },
  {
    when: 'after GOAWAY frames whose last stream id rises, which HTTP/2 forbids,',
    server: (stream) => {
      stream.connection.goaway(0);
      stream.connection.goaway(stream.id);
      stream.respond();
    },
    code: status.UNAVAILABLE,
  },
  {
    when: 'after a GOAWAY frame that is too short',
    server: (stream) => stream.connection.write(Buffer.from('00000407000000000000000000', 'hex')),
    code: { 'grpc-js': status.INTERNAL, http2: status.UNAVAILABLE },
  },
]);

describe.each(GRPC_TRANSPORTS)('over %s a call', (transport) => {
  const refusals: readonly (readonly [how: string, refuse: (stream: RawServerStream) => void])[] = [
    ['RST_STREAM with REFUSED_STREAM', (stream) => stream.reset(REFUSED_STREAM)],
    ['GOAWAY that does not cover it', (stream) => stream.connection.goaway(0)],
    [
      'GOAWAY that does not cover it, and the end of the connection',
      (stream) => {
        stream.connection.goaway(0);
        stream.connection.end();
      },
    ],
  ];
  it.each(refusals)('that is refused by %s is sent once more and served', async (_how, refuse) => {
    let streams = 0;
    await using server = await RawHttp2Server.start({
      onRequest: (stream) => {
        streams += 1;
        if (streams === 1) refuse(stream);
        else stream.respond();
      },
    });
    const channel = openUnaryChannel(transport, '127.0.0.1', server.port);
    const response = await callUnary(channel);
    expect([response.details, isServed(response)]).toEqual(['', true]);
    expect(streams).toBe(2);
    channel.close();
  });

  it('that is always refused ends with UNAVAILABLE after a bounded number of attempts', async () => {
    let streams = 0;
    await using server = await RawHttp2Server.start({
      onRequest: (stream) => {
        streams += 1;
        stream.reset(REFUSED_STREAM);
      },
    });
    const channel = openUnaryChannel(transport, '127.0.0.1', server.port);
    const { code } = await callUnary(channel);
    expect(code).toBe(status.UNAVAILABLE);
    expect(streams).toBe(2);
    channel.close();
  });

  it('that a server has begun to respond to is not sent again when the stream is refused', async () => {
    let streams = 0;
    await using server = await RawHttp2Server.start({
      onRequest: (stream) => {
        streams += 1;
        stream.headers();
        stream.reset(REFUSED_STREAM);
      },
    });
    const channel = openUnaryChannel(transport, '127.0.0.1', server.port);
    const { code } = await callUnary(channel);
    expect([code, streams]).toEqual([status.UNAVAILABLE, 1]);
    channel.close();
  });

  it.skipIf(transport === 'grpc-js')('that three connections could not send is sent by the fourth', async () => {
    await using server = await RawHttp2Server.start(goawayAtOnce(0));
    const channel = openUnaryChannel(transport, '127.0.0.1', server.port);
    const calling = callUnary(channel);
    await expect.poll(() => server.accepted).toBeGreaterThanOrEqual(3);
    server.script = {};
    expect(isServed(await calling)).toBe(true);
    channel.close();
  });

  // grpc-js connects again without backoff.
  it.skipIf(transport === 'grpc-js')(
    'makes few connections to a server that sends GOAWAY on each of them',
    async () => {
      await using server = await RawHttp2Server.start(goawayAtOnce(0, ENHANCE_YOUR_CALM, 'too_many_pings'));
      const channel = openUnaryChannel(transport, '127.0.0.1', server.port);
      const startedAt = performance.now();
      const call = async () => {
        const { code } = await callUnary(channel, 100);
        return code !== status.OK && server.accepted > 4;
      };
      await until(call, { timeoutMs: 15_000, intervalMs: 1, what: 'the fifth connection' });
      const elapsedMs = performance.now() - startedAt;
      expect(server.accepted - 1).toBeLessThanOrEqual(elapsedMs / SHORTEST_BACKOFF_MS + 1);
      server.script = {};
      await untilServed(channel);
      channel.close();
      await expect.poll(() => server.openConnections).toBe(0);
    },
  );

  it('after GOAWAY is made on another connection, and connections that were replaced close', async () => {
    await using server = await RawHttp2Server.start({
      onRequest: (stream) => {
        stream.connection.goaway(stream.id);
        stream.respond();
      },
    });
    const channel = openUnaryChannel(transport, '127.0.0.1', server.port);
    for (let count = 0; count < 5; count += 1) expect(isServed(await callUnary(channel))).toBe(true);
    expect(server.accepted).toBeGreaterThanOrEqual(5);
    await expect.poll(() => server.openConnections).toBeLessThanOrEqual(1);
    channel.close();
  });
});
