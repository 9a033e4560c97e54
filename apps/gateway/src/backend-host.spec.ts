import { networkInterfaces } from 'node:os';

import { describe, expect, it } from 'vitest';
import { startBackends, startService } from '#testbed';

import { SERVICES } from '#configuration';
import { GRPC_TRANSPORTS } from '#grpc';

import { createGatewayApp } from './gateway.app.ts';
import { gatewaySettings } from './gateway.config.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ family }) => family === 'IPv6'),
);
if (!hasIpv6) console.warn('IPv6 is not tried: this machine has no address of it');

const LONG_TIMEOUTS = {
  BASEPRODUCT_TIMEOUT: '20s',
  INVENTORY_TIMEOUT: '20s',
  PRICE_TIMEOUT: '20s',
  REVIEWS_TIMEOUT: '20s',
};

const hosts = (host: string) =>
  Object.fromEntries(Object.values(SERVICES).map(({ variable }) => [`${variable}_SERVICE_HOST`, host]));

describe.each(GRPC_TRANSPORTS)('the gateway, over %s,', (GRPC_TRANSPORT) => {
  // Whether localhost is an IPv6 address as well is up to the machine.
  const table = [
    ['localhost', '127.0.0.1'],
    ['localhost', '::'],
    ['127.0.0.1', '::'],
    ['::1', '::'],
    ['[::1]', '::1'],
  ] as const;

  it.each(table.filter(([, address]) => hasIpv6 || address === '127.0.0.1'))(
    'finds its backends by the host %s where they listen on %s',
    async (host, LISTEN_ADDRESS) => {
      await using backends = await startBackends({ LISTEN_ADDRESS });
      const environment = {
        ...backends.environment,
        ...hosts(host),
        ...LONG_TIMEOUTS,
        REQUEST_TIMEOUT: '20s',
        GRPC_TRANSPORT,
      };
      await using gateway = await startService(gatewaySettings, createGatewayApp, environment);
      const response = await fetch(`${gateway.httpUrl}/product/9310301`);
      expect(response.status).toBe(200);
      expect(await response.json()).not.toHaveProperty('degraded');
    },
  );
});
