import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasNodePackage, missingPackages } from './missing-packages.mjs';

interface Package {
  version: string;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  bin?: Record<string, string>;
}

const HERE = { os: [process.platform], cpu: [process.arch] };
const LOCKED: Record<string, Package> = {
  'node_modules/a': { version: '1.0.0', bin: { a: 'a.js' } },
  'node_modules/a/node_modules/b': { version: '2.0.0' },
  'node_modules/@scope/c': { version: '3.0.0', bin: { c: 'c.js' } },
  'node_modules/node-here': { version: '26.0.0', optional: true, ...HERE, bin: { node: 'bin/node' } },
  'node_modules/node-elsewhere': { version: '26.0.0', optional: true, os: ['aix'], cpu: ['ppc64'], bin: { node: 'n' } },
  'node_modules/of-elsewhere': { version: '1.0.0', optional: true },
};
const INSTALLED = Object.keys(LOCKED).filter((path) => !path.endsWith('elsewhere'));
const PROGRAMS = ['a', 'c', 'node'];

describe('missingPackages', () => {
  let root: string;
  const write = (file: string, content: unknown) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), JSON.stringify(content));
  };
  const installedLock = (paths: string[]) => ({
    packages: Object.fromEntries(paths.map((path) => [path, LOCKED[path]])),
  });

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'product-gateway-packages-'));
    write('package-lock.json', { packages: { '': { name: 'product' }, ...LOCKED } });
    for (const path of INSTALLED) write(`${path}/package.json`, {});
    for (const program of PROGRAMS) write(`node_modules/.bin/${program}`, '');
    write('node_modules/.package-lock.json', installedLock(INSTALLED));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('finds nothing missing in a complete installation, which lacks the packages of other platforms', () => {
    expect(missingPackages(root)).toEqual([]);
  });

  it('finds all that an installation left out (npm_config_omit)', () => {
    write('node_modules/.package-lock.json', installedLock(['node_modules/a', 'node_modules/a/node_modules/b']));
    expect(missingPackages(root)).toEqual(['node_modules/@scope/c', 'node_modules/node-here']);
  });

  it('finds a package in another version', () => {
    const { packages } = installedLock(INSTALLED);
    write('node_modules/.package-lock.json', { packages: { ...packages, 'node_modules/a': { version: '0.9.0' } } });
    expect(missingPackages(root)).toEqual(['node_modules/a']);
  });

  it.each([
    ['a folder that was removed', 'node_modules/a/node_modules/b', ['node_modules/a/node_modules/b']],
    ['a program that was not linked', 'node_modules/.bin/node', ['node_modules/.bin/node']],
  ])('finds %s', (_what, removed, missing) => {
    rmSync(join(root, removed), { recursive: true });
    expect(missingPackages(root)).toEqual(missing);
  });

  it.each([
    ['was broken off before npm wrote its lock file', undefined],
    ['was broken off while npm wrote its lock file', '{"packages": {"node_modules/a": '],
  ])('finds everything missing where an installation %s', (_when, content) => {
    const file = join(root, 'node_modules/.package-lock.json');
    if (content === undefined) rmSync(file);
    else writeFileSync(file, content);
    expect(missingPackages(root)).toEqual(INSTALLED);
  });

  it('finds nothing missing in the installation that this test runs in', () => {
    expect(missingPackages(join(import.meta.dirname, '../..'))).toEqual([]);
  });
});

describe('hasNodePackage', () => {
  it('finds a Node for each platform of README.md in package-lock.json, and none for others', () => {
    const root = join(import.meta.dirname, '../..');
    expect(hasNodePackage(root)).toBe(true);
    expect(hasNodePackage(root, { platform: 'linux', arch: 's390x' })).toBe(false);
    for (const platform of ['linux', 'darwin']) {
      for (const arch of ['x64', 'arm64']) expect(hasNodePackage(root, { platform, arch })).toBe(true);
    }
  });
});
