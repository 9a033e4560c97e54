import { spawnSync } from 'node:child_process';

import { expect, it } from 'vitest';
import { backendEnvironment, runBundle } from '#testbed';

/** Runs a program on a host of that name, which only root can make. hostname(1) itself admits few characters. */
const onHost = (name: string) => [
  'unshare',
  '--uts',
  'sh',
  '-c',
  'printf %s "$0" > /proc/sys/kernel/hostname && exec "$@"',
  name,
];

function hostsCanBeMade(): boolean {
  const [program = '', ...args] = [...onHost('named'), 'true'];
  if (spawnSync(program, args).status === 0) return true;
  console.warn('SKIPPED: no host can be given another name, since that takes unshare and root.');
  return false;
}

it.runIf(hostsCanBeMade()).each([
  ['müller', 'm%c3%bcller'],
  ['日本-1', '%e6%97%a5%e6%9c%ac-1'],
  ['two words "quoted"', 'two words \\"quoted\\"'],
  ['x'.repeat(64), 'x'.repeat(64)],
])(
  'services on hosts named %j serve, and JSON, page, header and log name them',
  async (name, inHeader) => {
    await using price = await runBundle('price', {}, onHost(name));
    await using base = await runBundle('base-product', {}, onHost(name));
    await using gateway = await runBundle(
      'gateway',
      {
        ...backendEnvironment({ 'base-product': base.grpcPort, price: price.grpcPort, inventory: 1, reviews: 1 }),
        BASEPRODUCT_TIMEOUT: '10s',
        PRICE_TIMEOUT: '10s',
        REQUEST_TIMEOUT: '15s',
      },
      onHost(name),
    );
    const response = await fetch(`${gateway.httpUrl}/product/9310301?view=hops`);
    expect(response.status).toBe(200);
    expect(response.headers.get('server-timing')).toContain(`desc="v1 ${inHeader}"`);
    expect(await response.json()).toMatchObject({
      gateway: { instance: name },
      hops: [{ instance: name }, { instance: null }, { instance: name }, { instance: null }],
    });
    expect((await fetch(`${gateway.httpUrl}/product/9310301.html`)).status).toBe(200);
    expect(await (await fetch(`${gateway.httpUrl}/metrics`)).text()).toContain('service_instance_id=');
    expect(gateway.log[0]).toMatchObject({ instance: name });
  },
  60_000,
);
