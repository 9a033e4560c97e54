import { describe, expect, it } from 'vitest';
import { encodeWindowUpdate, END_STREAM, FRAME_TYPE, RawHttp2Client } from '#testbed';

import { listReviews, MAX_STREAM_ID, request, startServer } from './listener.server.ts';

/**
 * Keeps streams in flight, on each connection until it has read a GOAWAY frame, as a proxy does; retries nothing. A call is
 * lost if its stream is reset, or ends with its connection.
 */
async function callContinuously(port: () => number, calls: number, concurrency: number) {
  const result = { sent: 0, served: 0, lost: 0, connections: 0 };
  const callOnOneConnection = async () => {
    // A server that stops accepting refuses connections, on which no call has been sent yet.
    const connected = await RawHttp2Client.connect(port()).catch(() => undefined);
    if (!connected) return;
    using client = connected;
    // All responses of one connection together may be larger than the connection's first flow-control window.
    client.write(encodeWindowUpdate(0, MAX_STREAM_ID - 65_535));
    result.connections += 1;
    const inFlight = new Set<number>();
    let isGoingAway = false;
    const ended = Promise.withResolvers<void>();
    const call = () => {
      result.sent += 1;
      const { streamId, bytes } = client.call(listReviews, request(100));
      inFlight.add(streamId);
      client.write(bytes);
    };
    client.onFrame = ({ type, flags, streamId }) => {
      isGoingAway ||= type === FRAME_TYPE.GOAWAY;
      const isEnd = type === FRAME_TYPE.RST_STREAM || (type === FRAME_TYPE.HEADERS && (flags & END_STREAM) !== 0);
      if (isEnd && inFlight.delete(streamId)) {
        if (type === FRAME_TYPE.HEADERS && flags & END_STREAM) result.served += 1;
        else result.lost += 1;
        if (!isGoingAway && result.sent < calls) call();
      }
      if (inFlight.size === 0) ended.resolve();
    };
    client.onClose = ended.resolve;
    while (inFlight.size < concurrency && result.sent < calls) call();
    await ended.promise;
    result.lost += inFlight.size;
  };
  while (result.sent < calls) await callOnOneConnection();
  return result;
}

describe('a client that retries nothing', () => {
  it('loses no call of thousands to connections that are replaced because of their age', async () => {
    using server = await startServer({ maxConnectionAgeMs: 60 });
    const { served, lost, connections } = await callContinuously(() => server.port, 5000, 16);
    expect([served, lost]).toEqual([5000, 0]);
    expect(connections).toBeGreaterThan(5);
    await expect.poll(() => server.http2Servers()).toBe(0);
  }, 120_000);

  it('loses no call of thousands to servers that drain one after the other', async () => {
    let server = await startServer();
    const calling = new AbortController();
    const calls = callContinuously(() => server.port, 5000, 16).finally(() => calling.abort());
    let drains = 0;
    while (!calling.signal.aborted) {
      await expect
        .poll(() => calling.signal.aborted || server.served() > 200, { interval: 5, timeout: 20_000 })
        .toBe(true);
      const next = await startServer();
      const old = server;
      server = next;
      await old.listener.drain();
      old[Symbol.dispose]();
      drains += 1;
    }
    const { served, lost } = await calls;
    server[Symbol.dispose]();
    expect([served, lost]).toEqual([5000, 0]);
    expect(drains).toBeGreaterThan(5);
  }, 120_000);
});
