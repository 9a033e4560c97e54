import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { changeSource, copyCheckout } from '../../libs/testbed/src/checkout.ts';
import { SEED } from '../../libs/testbed/src/seed.ts';
import { isWhole, itServesTheProductWith } from './environment-row.ts';
import { outcomeOf } from './outcome.ts';

itServesTheProductWith({
  'nothing in particular': { builds: 'everything' },
  'NODE_ENV=production': { environment: { NODE_ENV: 'production' }, builds: 'one bundle' },
  'NODE_ENV=test': { environment: { NODE_ENV: 'test' } },
  'npm_config_omit=dev': { environment: { npm_config_omit: 'dev' } },
  'npm_config_omit=optional': { environment: { npm_config_omit: 'optional' } },
  'npm_config_production=true': { environment: { npm_config_production: 'true' } },
  'npm_config_ignore_scripts=true': { environment: { npm_config_ignore_scripts: 'true' }, builds: 'one bundle' },
  'npm_config_engine_strict=true': { environment: { npm_config_engine_strict: 'true' } },
  'npm_config_loglevel=silent': { environment: { npm_config_loglevel: 'silent' } },
  'npm_config_script_shell=bash': { environment: { npm_config_script_shell: 'bash' } },
  'npm_config_global=true': { environment: { npm_config_global: 'true' } },
});

describe('npm start serves the product and ends with nothing left, with', () => {
  it('a working directory elsewhere, and npm --prefix', async () => {
    using checkout = copyCheckout();
    const how = { cwd: tmpdir(), args: ['--prefix', checkout.path, 'start'] };
    expect(await outcomeOf(how, checkout.path, isWhole)).toMatchObject({ product: SEED, left: [] });
  });

  it('a PATH of node, npm and sh alone', async () => {
    using checkout = copyCheckout();
    changeSource(checkout);
    const folder = mkdtempSync(join(tmpdir(), 'product-gateway-path-'));
    for (const program of ['node', 'npm', 'sh', 'env']) symlinkSync(pathOf(program), join(folder, program));
    const outcome = await outcomeOf({ cwd: checkout.path, environment: { PATH: folder } }, checkout.path, isWhole);
    expect(outcome).toMatchObject({ product: SEED, left: [] });
    rmSync(folder, { recursive: true });
  });
});

/** A program of the system, not of node_modules. */
function pathOf(program: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const found = folders.map((folder) => join(folder, program)).find((file) => existsSync(file));
  if (!found) throw new Error(`There is no ${program} on the PATH.`);
  return found;
}
