import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { changeSource, copyCheckout, type Checkout } from '../../libs/testbed/src/checkout.ts';
import { SEED } from '../../libs/testbed/src/seed.ts';
import { outcomeOf } from './outcome.ts';
import { isWhole, ROWS, tryRow } from './variable-rows.ts';

describe('npm start builds and serves the product and ends with nothing left, with', () => {
  let checkout: Checkout;

  beforeAll(() => {
    checkout = copyCheckout();
  });
  afterAll(() => {
    checkout[Symbol.dispose]();
  });

  it.each(Object.entries(ROWS).filter(([, { builds }]) => builds !== undefined))('%s', async (_name, row) => {
    const { outcome, expected } = await tryRow(checkout, row);
    expect(outcome).toMatchObject(expected);
  });

  it('a PATH of node, npm and sh alone', async () => {
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
