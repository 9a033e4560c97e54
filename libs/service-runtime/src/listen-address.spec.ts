import { spawnSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';

import { describe, expect, it } from 'vitest';
import { PriceServiceService } from '#contracts';
import { RpcClient, START_BACKEND } from '#testbed';

import { loadConfig, hostSetting } from '#configuration';

import { firstThatHostHas, resolveListenAddress } from './listen-address.ts';
import { serviceSettings } from './service.settings.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ family }) => family === 'IPv6'),
);
if (!hasIpv6) console.warn('IPv6 is not tried: this machine has no address of it');

/** A network of its own, without IPv6, in which a shell runs `script`. */
const withoutIpv6 = (script: string) =>
  spawnSync('unshare', [
    '--net',
    'sh',
    '-ec',
    `sysctl -q -w net.ipv6.conf.all.disable_ipv6=1; ip link set lo up; ${script}`,
  ]);
const canMakeNetworks = withoutIpv6('true').status === 0;
if (!canMakeNetworks) console.warn('A host without IPv6 is not tried: this user may not make a network namespace');

/** The price service's own defaults, on free ports. */
const DEFAULT_ADDRESS = { LISTEN_ADDRESS: '' };

describe('the address on which a service listens', () => {
  it('is the first that the host has', async () => {
    // RFC 3849 keeps the first for documentation, so that no host has it.
    expect(await firstThatHostHas(['2001:db8::1', '127.0.0.1'])).toBe('127.0.0.1');
    expect(await firstThatHostHas(['127.0.0.1', '2001:db8::1'])).toBe('127.0.0.1');
    expect(await firstThatHostHas(['192.0.2.1', '2001:db8::1', '0.0.0.0'])).toBe('0.0.0.0');
  });

  it('is :: by default, and any other stays as it is', async () => {
    expect(loadConfig(serviceSettings('price'), {}).LISTEN_ADDRESS).toBe('::');
    for (const address of ['127.0.0.1', '::1', '0.0.0.0', 'localhost', '192.0.2.1']) {
      expect(await resolveListenAddress(address)).toBe(address);
    }
  });

  it.skipIf(!hasIpv6)('is reached over IPv6 and IPv4 by default, on both ports', async () => {
    await using price = await START_BACKEND.price(DEFAULT_ADDRESS);
    for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
      expect((await fetch(`http://${host}:${price.service.httpPort}/readyz`)).status).toBe(200);
      using client = new RpcClient(price.grpcPort, [], host);
      expect(await client.call(PriceServiceService.getPrice, { productId: 9310301 })).toHaveProperty('price');
    }
  });

  it.skipIf(!hasIpv6)('can be one of IPv6 alone, with or without brackets', async () => {
    for (const LISTEN_ADDRESS of ['::1', '[::1]']) {
      await using price = await START_BACKEND.price({ LISTEN_ADDRESS });
      expect((await fetch(`http://[::1]:${price.service.httpPort}/readyz`)).status).toBe(200);
      await expect(fetch(`http://127.0.0.1:${price.service.httpPort}/readyz`)).rejects.toThrow('fetch failed');
      using client = new RpcClient(price.grpcPort, [], '[::1]');
      expect(await client.call(PriceServiceService.getPrice, { productId: 9310301 })).toHaveProperty('price');
    }
  });

  it.skipIf(!canMakeNetworks)('is found by the health check where IPv6 is switched off', { timeout: 120_000 }, () => {
    const { status, stderr, stdout } = withoutIpv6(`
      export LISTEN_ADDRESS; for LISTEN_ADDRESS in '' '::' '0.0.0.0'; do
        ${process.execPath} dist/apps/price/main.js & service=$!
        until ${process.execPath} dist/apps/price/healthcheck.js 2>/dev/null; do kill -0 $service; sleep 0.1; done
        kill $service; wait $service
      done`);
    expect(`${status} ${String(stderr)}`).toBe('0 ');
    expect(String(stdout).match(/"msg":"stopped"/g)).toHaveLength(3);
  });
});

describe('the setting of a host', () => {
  const read = (HOST: string) => loadConfig({ HOST: hostSetting('localhost', 'A host.') }, { HOST }).HOST;

  it('takes names and addresses, and takes brackets off', () => {
    const hosts = ['price', 'price.default.svc', '127.0.0.1', '::1', '::ffff:127.0.0.1'];
    expect(hosts.map(read)).toEqual(hosts);
    expect(['[::1]', '[2001:DB8::1]'].map(read)).toEqual(['::1', '2001:DB8::1']);
  });

  it.each(['[::1]:6565', 'http://price', 'fe80::1%eth0', '[price]', '[::1', '::1]', 'a b'])('refuses %s', (host) => {
    expect(() => read(host)).toThrow('must be a host name or an IP address, without a port or a zone');
  });
});
