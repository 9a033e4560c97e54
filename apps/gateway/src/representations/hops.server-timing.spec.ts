import { describe, expect, it } from 'vitest';
import { startBackends, startService } from '#testbed';

import { createGatewayApp } from '../gateway.app.ts';
import { gatewaySettings } from '../gateway.config.ts';

const startGateway = (environment: NodeJS.ProcessEnv) => startService(gatewaySettings, createGatewayApp, environment);

describe('Server-Timing', () => {
  it('names the gateway and each hop, with JSON, page and catalogue', async () => {
    await using backends = await startBackends({ SERVICE_INSTANCE: 'pod-1' });
    await using gateway = await startGateway({ ...backends.environment, SERVICE_INSTANCE: 'gateway-1' });
    const timing = async (path: string) => (await fetch(gateway.httpUrl + path)).headers.get('server-timing');
    const hop = String.raw`dur=[\d.]+;desc="v1 pod-1"`;
    const four = ['base-product', 'inventory', 'price', 'reviews'].map((name) => `${name};${hop}`).join(', ');
    const all = new RegExp(String.raw`^gateway;dur=[\d.]+;desc="v1 gateway-1", ${four}$`);
    expect(await timing('/product/9310301')).toMatch(all);
    expect(await timing('/product/9310301.html')).toMatch(all);
    expect(await timing('/product')).toMatch(/^gateway;[^,]+, base-product;[^,]+$/);
  });
});
