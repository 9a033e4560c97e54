import { promises as dns } from 'node:dns';
import { networkInterfaces } from 'node:os';

import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { GRPC_TRANSPORTS, openUnaryChannel } from '#grpc';
import { freePorts, RawHttp2Server, requireOrSkip } from '#testbed';

import { callUnary, isServed, untilServed } from './describe-faults.ts';

describe.each(GRPC_TRANSPORTS)('over %s a call', (transport) => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** Has every name resolve to these addresses. */
  const resolveTo = (...addresses: string[]) => {
    const records = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    vi.spyOn(dns, 'lookup').mockImplementation((async () => records) as unknown as typeof dns.lookup);
  };

  it('ends with UNAVAILABLE where nothing listens, and is served by a server that starts there', async () => {
    const [port = 0] = await freePorts(1);
    const channel = openUnaryChannel(transport, '127.0.0.1', port);
    const { code, details } = await callUnary(channel);
    expect([code, details]).toEqual([status.UNAVAILABLE, expect.stringContaining('ECONNREFUSED')]);
    await using server = await RawHttp2Server.start({}, { port });
    await untilServed(channel);
    channel.close();
    expect(server.accepted).toBe(1);
  });

  it('ends with UNAVAILABLE where the name does not resolve, and is served once it does', async () => {
    await using server = await RawHttp2Server.start();
    const failure = Object.assign(new Error('getaddrinfo ENOTFOUND backend.test'), { code: 'ENOTFOUND' });
    vi.spyOn(dns, 'lookup').mockRejectedValue(failure);
    const channel = openUnaryChannel(transport, 'backend.test', server.port);
    const { code, details } = await callUnary(channel);
    expect([code, details]).toEqual([status.UNAVAILABLE, expect.stringContaining('backend.test')]);
    resolveTo('127.0.0.1');
    await untilServed(channel);
    channel.close();
  });

  it('ends with UNAVAILABLE where the name has no address', async () => {
    resolveTo();
    const channel = openUnaryChannel(transport, 'backend.test', 1);
    const { code } = await callUnary(channel);
    expect(code).toBe(status.UNAVAILABLE);
    channel.close();
  });

  it('ends at its deadline while a name is being resolved', async () => {
    vi.spyOn(dns, 'lookup').mockReturnValue(new Promise(() => undefined));
    const channel = openUnaryChannel(transport, 'backend.test', 1);
    const { code } = await callUnary(channel, 500);
    expect(code).toBe(status.DEADLINE_EXCEEDED);
    channel.close();
  });

  // macOS has no other loopback address.
  describe.skipIf(process.platform === 'darwin')('to a name with several addresses', () => {
    it('is served where some addresses refuse connections and one accepts them in silence', async () => {
      await using healthy = await RawHttp2Server.start({}, { host: '127.0.0.3' });
      await using silent = await RawHttp2Server.start(
        { onConnect: (connection) => (connection.isSilent = true) },
        { host: '127.0.0.2', port: healthy.port },
      );
      resolveTo('127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4');
      const channel = openUnaryChannel(transport, 'backend.test', silent.port);
      for (let count = 0; count < 20; count += 1) expect(isServed(await callUnary(channel))).toBe(true);
      channel.close();
    });

    it('is served by each of them in turn, and by the others while one is gone', async () => {
      const served = new Map<string, number>();
      const count = (host: string) => ({
        onRequest: (stream: { respond(): void }) => {
          served.set(host, (served.get(host) ?? 0) + 1);
          stream.respond();
        },
      });
      await using first = await RawHttp2Server.start(count('127.0.0.1'));
      await using second = await RawHttp2Server.start(count('127.0.0.2'), { host: '127.0.0.2', port: first.port });
      resolveTo('127.0.0.1', '127.0.0.2');
      const channel = openUnaryChannel(transport, 'backend.test', second.port);
      await expect.poll(async () => isServed(await callUnary(channel)) && served.size).toBe(2);
      served.clear();
      for (let call = 0; call < 20; call += 1) expect(isServed(await callUnary(channel))).toBe(true);
      expect([...served.values()]).toEqual([10, 10]);

      await first[Symbol.asyncDispose]();
      await expect.poll(async () => isServed(await callUnary(channel))).toBe(true);
      served.clear();
      for (let call = 0; call < 20; call += 1) expect(isServed(await callUnary(channel))).toBe(true);
      expect([...served]).toEqual([['127.0.0.2', 20]]);
      channel.close();
    });
  });

  const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === '::1'),
  );
  const withoutIpv6 = requireOrSkip('IPv6', hasIpv6, 'Give the loopback interface the address ::1.', false);

  it.skipIf(withoutIpv6)('is served at the IPv6 address of a server', async () => {
    await using server = await RawHttp2Server.start({}, { host: '::1' });
    const channel = openUnaryChannel(transport, '::1', server.port);
    expect(isServed(await callUnary(channel))).toBe(true);
    channel.close();
  });

  it.skipIf(withoutIpv6).each(['127.0.0.1', '::1'])(
    'to a name of both families is served where only %s listens',
    async (host) => {
      await using server = await RawHttp2Server.start({}, { host });
      resolveTo('::1', '127.0.0.1');
      const channel = openUnaryChannel(transport, 'backend.test', server.port);
      for (let count = 0; count < 5; count += 1) expect(isServed(await callUnary(channel))).toBe(true);
      channel.close();
    },
  );
});
