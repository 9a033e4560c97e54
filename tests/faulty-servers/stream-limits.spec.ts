import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { GRPC_TRANSPORTS, openUnaryChannel } from '#grpc';
import { encodeWindowUpdate, RawHttp2Server, type RawServerConnection } from '#testbed';

import { callUnary, isServed, untilServed } from './describe-faults.ts';
import { SETTING, settings, withSettings } from './settings-frames.ts';

describe.each(GRPC_TRANSPORTS)('over %s calls', (transport) => {
  it('are sent one after the other to a server that allows one stream at a time', async () => {
    let inFlight = 0;
    let mostInFlight = 0;
    await using server = await RawHttp2Server.start({
      ...withSettings([SETTING.MAX_CONCURRENT_STREAMS, 1]),
      onHeaders: () => {
        inFlight += 1;
        mostInFlight = Math.max(mostInFlight, inFlight);
      },
      onRequest: (stream) =>
        void setImmediate(() => {
          inFlight -= 1;
          stream.respond();
        }),
    });
    const channel = openUnaryChannel(transport, '127.0.0.1', server.port);
    const responses = await Promise.all(Array.from({ length: 50 }, () => callUnary(channel)));
    expect(responses.filter(isServed)).toHaveLength(50);
    expect([mostInFlight, server.accepted]).toEqual([1, 1]);
    channel.close();
  });

  it('wait for a server that allows no stream: to their deadline, or until it allows one', async () => {
    const connections: RawServerConnection[] = [];
    await using server = await RawHttp2Server.start({
      onConnect: (connection) => {
        connections.push(connection);
        connection.write(settings([SETTING.MAX_CONCURRENT_STREAMS, 0]));
      },
    });
    const channel = openUnaryChannel(transport, '127.0.0.1', server.port);
    const early = await callUnary(channel, 500);
    expect(early.code).toBe(status.DEADLINE_EXCEEDED);

    const waiting = Array.from({ length: 10 }, () => callUnary(channel));
    const [served] = await Promise.all([
      Promise.all(waiting),
      callUnary(channel, 200).then(({ code }) => {
        expect(code).toBe(status.DEADLINE_EXCEEDED);
        connections[0]?.write(settings([SETTING.MAX_CONCURRENT_STREAMS, 1]));
      }),
    ]);
    expect(served.map(isServed)).toEqual(Array.from({ length: 10 }, () => true));
    channel.close();
  });

  it('wait for a server that allows no bytes: to their deadline, or until it allows some', async () => {
    const connections: RawServerConnection[] = [];
    await using server = await RawHttp2Server.start({
      onConnect: (connection) => {
        connections.push(connection);
        connection.write(settings([SETTING.INITIAL_WINDOW_SIZE, 0]));
      },
    });
    const channel = openUnaryChannel(transport, '127.0.0.1', server.port);
    const waiting = callUnary(channel);
    const { code } = await callUnary(channel, 500);
    expect(code).toBe(status.DEADLINE_EXCEEDED);
    connections[0]?.write(settings([SETTING.INITIAL_WINDOW_SIZE, 65_535]));
    expect(isServed(await waiting)).toBe(true);
    channel.close();
  });

  it('that have ended while they waited leave the stream to the calls after them', async () => {
    let release: () => void = () => undefined;
    await using server = await RawHttp2Server.start({
      ...withSettings([SETTING.MAX_CONCURRENT_STREAMS, 1]),
      onRequest: (stream) => (release = () => stream.respond()),
    });
    const channel = openUnaryChannel(transport, '127.0.0.1', server.port);
    const first = callUnary(channel);
    await expect.poll(() => server.openConnections).toBe(1);
    const expired = await Promise.all(Array.from({ length: 5 }, () => callUnary(channel, 300)));
    expect(expired.map(({ code }) => code)).toEqual(Array.from({ length: 5 }, () => status.DEADLINE_EXCEEDED));
    server.script = {};
    const last = callUnary(channel);
    release();
    expect([isServed(await first), isServed(await last)]).toEqual([true, true]);
    channel.close();
  });

  it('of a megabyte are sent within the window of the server, and their responses within that of the client', async () => {
    await using server = await RawHttp2Server.start({
      onHeaders: (stream) =>
        stream.connection.write(encodeWindowUpdate(0, 2 ** 21), encodeWindowUpdate(stream.id, 2 ** 21)),
      onRequest: (stream) => {
        expect(stream.body).toHaveLength(5 + 1_000_000);
        stream.respond(Buffer.from('received'));
      },
    });
    const channel = openUnaryChannel(transport, '127.0.0.1', server.port);
    const { code, message } = await callUnary(channel, 10_000, Buffer.alloc(1_000_000));
    expect([code, String(message)]).toEqual([status.OK, 'received']);
    channel.close();
    await expect.poll(() => server.openConnections).toBe(0);
  });

  it('are served after a server that exceeds the window of a stream', async () => {
    await using server = await RawHttp2Server.start({
      onRequest: (stream) => {
        stream.headers();
        // Twice the largest message, whatever the client's window is.
        for (let count = 0; count < 512; count += 1) stream.data(Buffer.alloc(16_384));
      },
    });
    const channel = openUnaryChannel(transport, '127.0.0.1', server.port);
    const { code, tookMs } = await callUnary(channel);
    expect(code).not.toBe(status.OK);
    expect(tookMs).toBeLessThan(10_000);
    server.script = {};
    await untilServed(channel);
    channel.close();
  });
});
