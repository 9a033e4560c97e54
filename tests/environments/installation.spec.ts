import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { copyCheckout } from '../../libs/testbed/src/checkout.ts';
import { SEED } from '../../libs/testbed/src/seed.ts';
import { outcomeOf, stackTraceOf } from './outcome.ts';

const isWhole = (product: string) => product === SEED;

/** All that makes npm leave out something, or refuse. */
const PARTIAL = {
  NODE_ENV: 'production',
  npm_config_omit: 'dev optional peer',
  npm_config_production: 'true',
  npm_config_ignore_scripts: 'true',
  npm_config_engine_strict: 'true',
  npm_config_bin_links: 'false',
};

describe('npm start installs everything and serves the product', () => {
  it('in a fresh clone, with variables and a parent that make npm leave out packages', async () => {
    using checkout = copyCheckout({ installed: false });
    const parent = { name: 'other', private: true, workspaces: ['checkout'] };
    writeFileSync(join(checkout.parent, 'package.json'), JSON.stringify(parent));
    const how = { cwd: checkout.path, environment: PARTIAL };
    const outcome = await outcomeOf(how, checkout.path, isWhole);
    expect(outcome).toMatchObject({ product: SEED, left: [] });
    expect(outcome.output).not.toContain('EBADENGINE');
  });

  it('where an installation was broken off, or was one of production packages alone', async () => {
    using checkout = copyCheckout();
    const { packages } = JSON.parse(readFileSync(join(checkout.path, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean }>;
    };
    for (const [path, { dev, optional, devOptional }] of Object.entries(packages)) {
      if (path && (dev ?? optional ?? devOptional)) rmSync(join(checkout.path, path), { recursive: true, force: true });
    }
    expect(await outcomeOf({ cwd: checkout.path }, checkout.path, isWhole)).toMatchObject({ product: SEED, left: [] });
  });
});

describe('npm start ends with one sentence', () => {
  it('where no registry can be reached', async () => {
    using checkout = copyCheckout({ installed: false });
    const environment = {
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_cache: join(checkout.parent, 'cache'),
      npm_config_fetch_retries: '0',
    };
    const { output, ...outcome } = await outcomeOf({ cwd: checkout.path, environment }, checkout.path, isWhole);
    expect(output.trimEnd().split('\n').at(-1)).toBe(
      'npm ci failed (exit code 1); mend what it reports above, such as no network or a full disk, and retry.',
    );
    expect(output).toContain('ECONNREFUSED');
    expect(stackTraceOf(output)).toEqual([]);
    expect(outcome).toEqual({ product: '', code: 1, left: [] });
  });

  it('where a source has an error', async () => {
    using checkout = copyCheckout();
    writeFileSync(join(checkout.path, 'apps/price/src/main.ts'), 'const = ;\n');
    const { output, ...outcome } = await outcomeOf({ cwd: checkout.path }, checkout.path, isWhole);
    expect(output).toMatch(/apps\/price\/src\/main\.ts/);
    expect(output.trimEnd().split('\n').at(-1)).toMatch(
      /^The build failed \(exit code 1\); mend what it reports above/,
    );
    expect(stackTraceOf(output)).toEqual([]);
    expect(outcome).toEqual({ product: '', code: 1, left: [] });
  });
});
