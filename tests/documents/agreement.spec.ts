import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { SERVICES, type ServiceName, type Settings } from '#configuration';

import { gatewaySettings } from '../../apps/gateway/src/gateway.config.ts';
import { inventorySettings } from '../../apps/inventory/src/inventory.config.ts';
import { imageOf } from '../../libs/testbed/src/containers/image.ts';
import { ERRORS } from '../../libs/errors/src/errors.ts';
import {
  backendSettings,
  computedOptionsSettings,
  serviceSettings,
} from '../../libs/service-runtime/src/service.settings.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The cells of the first table after a heading. */
function table(markdown: string, heading: string): string[][] {
  const [, section] = markdown.split(`${heading}\n`);
  if (section === undefined) throw new Error(`there is no heading ${heading}`);
  const lines = section.split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const length = lines.slice(first).findIndex((line) => !line.startsWith('|'));
  return lines.slice(first + 2, length < 0 ? undefined : first + length).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')),
  );
}

const rows = (settings: Settings) =>
  Object.entries(settings).map(([name, { fallback, description }]) => [
    name,
    /^(HTTP|GRPC)_PORT$/.test(name) ? 'see Ports' : fallback,
    description,
  ]);

/** Settings that a service has beyond those of every service. */
const own = (settings: Settings): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !(name in serviceSettings('price'))));

describe('docs/reference.md', () => {
  const reference = read('docs/reference.md');

  it('has the environment of every service', () => {
    expect(table(reference, '### Every service')).toEqual(rows(serviceSettings('price')));
  });

  it('has the environment of the backends', () => {
    expect(table(reference, '### Every backend')).toEqual(rows(own(backendSettings('price'))));
  });

  it('has the environment of the backends whose products have options', () => {
    expect(table(reference, '### base-product, inventory and price')).toEqual(rows(computedOptionsSettings));
  });

  it('has the environment of inventory', () => {
    const others = { ...backendSettings('inventory'), ...computedOptionsSettings };
    const settings = Object.entries(inventorySettings).filter(([name]) => !(name in others));
    expect(table(reference, '### inventory')).toEqual(rows(Object.fromEntries(settings)));
  });

  it('has the environment of the gateway', () => {
    expect(table(reference, '### The gateway')).toEqual(rows(own(gatewaySettings)));
  });

  it('has the ports of the services', () => {
    const ports = Object.entries(SERVICES).map(([name, { httpPort, grpcPort }]) =>
      [name, httpPort, grpcPort].map(String),
    );
    expect(table(reference, '## Ports').map((row) => row.slice(0, 3))).toEqual(ports);
  });
});

describe('docs/errors.md', () => {
  it('has every error of the catalogue, with its statuses, and no other', () => {
    const catalogue = Object.entries(ERRORS).map(([code, { httpStatus, grpcStatus }]) => [
      code,
      String(httpStatus),
      status[grpcStatus],
    ]);
    expect(table(read('docs/errors.md'), '# Errors').map((row) => row.slice(0, 3))).toEqual(catalogue);
  });
});

describe('compose.yaml', () => {
  interface Compose {
    services: Record<string, { image?: string; environment?: Record<string, string>; ports?: string[] }>;
  }
  const { services } = parse(read('compose.yaml'), { merge: true }) as Compose;
  const ours = Object.entries(services).filter(([, { image }]) => image?.startsWith('product-gateway/'));

  it('runs the image of each service', () => {
    const images = Object.fromEntries(ours.map(([name, { image }]) => [name.replace(/-v2$/, ''), image]));
    const names = Object.keys(SERVICES) as ServiceName[];
    expect(images).toEqual(Object.fromEntries(names.map((name) => [name, imageOf(name)])));
  });

  it("publishes the gateway's ports, and no other service's", () => {
    const { httpPort, grpcPort } = SERVICES.gateway;
    const published = ours.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    expect(published).toEqual([
      ['gateway', `127.0.0.1:\${GATEWAY_HTTP_PORT:-${httpPort}}:${httpPort}`],
      ['gateway', `127.0.0.1:\${GATEWAY_GRPC_PORT:-${grpcPort}}:${grpcPort}`],
    ]);
  });

  it('sets only what the gateway and the backends read', () => {
    for (const [name, { environment = {} }] of ours) {
      const settings = name === 'gateway' ? gatewaySettings : inventorySettings;
      expect(Object.keys(environment).filter((variable) => !(variable in settings))).toEqual([]);
    }
  });

  it('has each service watched on its own HTTP port', () => {
    interface Watched {
      scrape_configs: { dns_sd_configs: { names: string[]; port: number }[] }[];
    }
    const { scrape_configs } = parse(read('observability/prometheus/compose.yml')) as Watched;
    const ports = scrape_configs.flatMap(({ dns_sd_configs }) =>
      dns_sd_configs.flatMap(({ names, port }) => names.map((name) => [name, port])),
    );
    expect(ports).toEqual(Object.entries(SERVICES).map(([name, { httpPort }]) => [name, httpPort]));
  });
});
