import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';

import { gatewaySettings } from '../apps/gateway/src/gateway.config.ts';
import { ERRORS } from '../libs/service-runtime/src/errors.ts';
import { backendSettings, serviceSettings } from '../libs/service-runtime/src/service.settings.ts';
import { SERVICES } from '../libs/service-runtime/src/services.ts';
import type { Settings } from '../libs/service-runtime/src/setting.ts';

const ROOT = join(import.meta.dirname, '..');
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

describe('the README', () => {
  const readme = read('README.md');

  it('has the environment of every service', () => {
    expect(table(readme, '### Every service')).toEqual(rows(serviceSettings('price')));
  });

  it('has the environment of the backends', () => {
    expect(table(readme, '### Every backend')).toEqual(rows(own(backendSettings('price'))));
  });

  it('has the environment of the gateway', () => {
    expect(table(readme, '### The gateway')).toEqual(rows(own(gatewaySettings)));
  });

  it('has the ports of the services', () => {
    const ports = Object.entries(SERVICES).map(([name, { httpPort, grpcPort }]) =>
      [name, httpPort, grpcPort].map(String),
    );
    expect(table(readme, '## Ports').map((row) => row.slice(0, 3))).toEqual(ports);
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
