import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import type { ServiceName } from '#configuration';

import { prometheusIsMissing } from '../../libs/testbed/src/observability/prometheus.ts';
import {
  startComposeProject,
  type ComposeOptions,
  type ComposeProject,
} from '../../libs/testbed/src/containers/compose-project.ts';
import { docker } from '../../libs/testbed/src/containers/docker.ts';
import { imageOf } from '../../libs/testbed/src/containers/image.ts';
import { SERVICE_NAMES } from '../../libs/testbed/src/environment.ts';
import { run } from '../../libs/testbed/src/run.ts';
import { SEED } from '../../libs/testbed/src/seed.ts';

const WITHIN = { timeout: 60_000, interval: 250 };

let project: ComposeProject;

/** Has a project for the tests of a `describe` block. */
function startBeforeAll(options: () => ComposeOptions): void {
  let started: ComposeProject | undefined;
  beforeAll(async () => void (project = started = await startComposeProject(options())));
  afterAll(() => started?.[Symbol.asyncDispose]());
}

describe('docker compose', () => {
  startBeforeAll(() => ({}));

  it("responds with the seed's bytes", async () => {
    // On a busy machine one of the first calls can take longer than the gateway waits for it.
    const product = async () => (await fetch(`${project.gateway}/product/9310301`)).text();
    await expect.poll(product, WITHIN).toBe(SEED);
  });

  it("publishes the gateway's ports alone, on the loopback address, and limits the rights and resources of each container", async () => {
    const inspected = await docker('inspect', ...(await project.remains()));
    interface Inspected {
      readonly Config?: { readonly Image: string };
      readonly HostConfig?: { readonly PortBindings?: Record<string, { HostIp: string }[]> };
    }
    // Networks are inspected, too, and have neither.
    const containers = (JSON.parse(inspected) as Inspected[]).filter(({ HostConfig }) => HostConfig);
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

describe('docker compose, with images of the OCI format, which has no health checks', () => {
  let folder: string;
  const image = (service: ServiceName) => `${imageOf(service)}-oci`;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'oci-images-'));
    for (const service of SERVICE_NAMES) {
      writeFileSync(join(folder, 'Dockerfile'), `FROM ${imageOf(service)}\nHEALTHCHECK NONE\n`);
      await docker('build', '--tag', image(service), folder);
    }
    const services = Object.fromEntries(SERVICE_NAMES.map((service) => [service, { image: image(service) }]));
    writeFileSync(join(folder, 'images.yaml'), JSON.stringify({ services }));
  });
  afterAll(async () => {
    await docker('rmi', ...SERVICE_NAMES.map(image));
    await rm(folder, { recursive: true });
  });
  startBeforeAll(() => ({ files: [join(folder, 'images.yaml')] }));

  it.each(SERVICE_NAMES)('reports that %s is healthy', async (service) => {
    const id = await project.containerOf(service);
    const health = () => docker('inspect', '--format', '{{.State.Health.Status}}', id);
    await expect.poll(health, WITHIN).toBe('healthy');
  });
});

describe('docker compose --profile v2', () => {
  startBeforeAll(() => ({ flags: ['--profile', 'v2'] }));

  it('has two versions of price and of reviews beside each other', async () => {
    const served = new Set<string>();
    await vi.waitUntil(async () => {
      const response = await fetch(`${project.gateway}/product/9310301?view=hops`);
      const { hops } = (await response.json()) as { hops: { service: string; version: string }[] };
      for (const { service, version } of hops) served.add(`${service} ${version}`);
      return served.has('price v2') && served.has('reviews v2') && served.has('price v1') && served.has('reviews v1');
    }, WITHIN);
    expect([...served].filter((version) => version.endsWith('v2')).toSorted()).toEqual(['price v2', 'reviews v2']);
  });

  it.skipIf(prometheusIsMissing())('has a Prometheus that finds every replica of every service', async () => {
    // Its own image would have to be pulled.
    await run('tools/without-registry/local-image.sh', ['prometheus']);
    await project.compose('up', '-d', 'prometheus');
    const targets = async () => {
      const response = await fetch(`${project.prometheus}/api/v1/query?query=up`);
      const { data } = (await response.json()) as {
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
