import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { prometheusIsMissing } from '../observability/prometheus-binaries.ts';
import { startComposeProject, type ComposeProject } from './compose-project.ts';
import { SEED } from './seed.ts';

const WITHIN = { timeout: 60_000, interval: 250 };

const run = promisify(execFile);
let project: ComposeProject;
afterAll(() => project[Symbol.asyncDispose]());

describe('docker compose', () => {
  beforeAll(async () => void (project = await startComposeProject()));

  it("answers the seed's bytes", async () => {
    expect(await (await fetch(`${project.gateway}/product/9310301`)).text()).toBe(SEED);
  });

  it("publishes the gateway's ports alone, on the loopback address, and gives no container more than it needs", async () => {
    const { stdout } = await run('docker', ['inspect', ...(await project.remains())]);
    interface Inspected {
      readonly Config?: { readonly Image: string };
      readonly HostConfig?: { readonly PortBindings?: Record<string, { HostIp: string }[]> };
    }
    // Networks are inspected, too, and have neither.
    const containers = (JSON.parse(stdout) as Inspected[]).filter(({ HostConfig }) => HostConfig);
    expect(containers).toHaveLength(5);
    for (const { HostConfig, Config } of containers) {
      const published = Object.entries(HostConfig?.PortBindings ?? {}).map(([port, [at]]) => `${at?.HostIp} ${port}`);
      const ports = Config?.Image === 'product-gateway/gateway:dev' ? ['127.0.0.1 6569/tcp', '127.0.0.1 9999/tcp'] : [];
      expect(published.toSorted()).toEqual(ports);
      expect(HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        Memory: 256 * 1024 * 1024,
        NanoCpus: 1_000_000_000,
        PidsLimit: 64,
      });
    }
  });

  it('leaves nothing after `down`', async () => {
    await project.down();
    expect(await project.remains()).toEqual([]);
  });
});

describe('docker compose --profile v2', () => {
  beforeAll(async () => void (project = await startComposeProject('--profile', 'v2')));

  it('has two versions of price and of reviews beside each other', async () => {
    const seen = new Set<string>();
    await vi.waitUntil(async () => {
      const answer = await fetch(`${project.gateway}/product/9310301?view=hops`);
      const { hops } = (await answer.json()) as { hops: { service: string; version: string }[] };
      for (const { service, version } of hops) seen.add(`${service} ${version}`);
      return seen.has('price v2') && seen.has('reviews v2') && seen.has('price v1') && seen.has('reviews v1');
    }, WITHIN);
    expect([...seen].filter((version) => version.endsWith('v2')).toSorted()).toEqual(['price v2', 'reviews v2']);
  });

  it.skipIf(prometheusIsMissing())('has a Prometheus that finds every replica of every service', async () => {
    // Its own image would have to be pulled.
    await run('scripts/local-image.sh', ['prometheus']);
    await project.compose('up', '-d', 'prometheus');
    const targets = async () => {
      const answer = await fetch(`${project.prometheus}/api/v1/query?query=up`);
      const { data } = (await answer.json()) as {
        data: { result: { metric: { service: string }; value: string[] }[] };
      };
      return data.result.filter(({ value }) => value[1] === '1').map(({ metric }) => metric.service);
    };
    await vi.waitUntil(async () => (await targets().catch(() => [])).length >= 7, WITHIN);
    const services = ['base-product', 'gateway', 'inventory', 'price', 'price', 'reviews', 'reviews'];
    expect((await targets()).toSorted()).toEqual(services);
  });

  it('leaves nothing after `down`, whichever profile it was', async () => {
    await project.down();
    expect(await project.remains()).toEqual([]);
  });
});
