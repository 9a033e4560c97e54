import { tmpdir } from 'node:os';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { copyCheckout, type Checkout } from '../../libs/testbed/src/checkout.ts';
import { SEED } from '../../libs/testbed/src/seed.ts';
import { outcomeOf, stackTraceOf } from './outcome.ts';
import { isWhole, ROWS, tryRow } from './variable-rows.ts';

describe('npm start serves the product and ends with nothing left, with', () => {
  let checkout: Checkout;

  beforeAll(() => {
    checkout = copyCheckout();
  });
  afterAll(() => {
    checkout[Symbol.dispose]();
  });

  it.each(Object.entries(ROWS).filter(([, { builds }]) => builds === undefined))('%s', async (_name, row) => {
    const { outcome, expected } = await tryRow(checkout, row);
    expect(outcome).toMatchObject(expected);
  });

  it('a working directory elsewhere, and npm --prefix', async () => {
    const how = { cwd: tmpdir(), args: ['--prefix', checkout.path, 'start'] };
    expect(await outcomeOf(how, checkout.path, isWhole)).toMatchObject({ product: SEED, left: [] });
  });
});

describe('npm start ends with one sentence, with', () => {
  let checkout: Checkout;

  beforeAll(() => {
    checkout = copyCheckout();
  });
  afterAll(() => {
    checkout[Symbol.dispose]();
  });

  it.each([
    [
      'LISTEN_ADDRESS of another machine',
      { LISTEN_ADDRESS: '192.0.2.1' },
      /^LISTEN_ADDRESS is "192\.0\.2\.1", but must be/,
    ],
    ['a port that is none', { PRICE_HTTP_PORT: 'http' }, /^PRICE_HTTP_PORT is "http", but must be a port/],
  ])('%s', async (_name, environment, sentence) => {
    const { output, ...outcome } = await outcomeOf({ cwd: checkout.path, environment }, checkout.path, isWhole);
    expect(output.trimEnd().split('\n').at(-1)).toMatch(sentence);
    expect(stackTraceOf(output)).toEqual([]);
    expect(outcome).toEqual({ product: '', code: 1, left: [] });
  });
});
