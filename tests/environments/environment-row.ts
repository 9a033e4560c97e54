import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { changeSource, copyCheckout, removeBuilt, type Checkout } from '../../libs/testbed/src/checkout.ts';
import { SEED } from '../../libs/testbed/src/seed.ts';
import { outcomeOf } from './outcome.ts';

/** An environment in which `npm start` serves the product. */
export interface EnvironmentRow {
  /** A pattern of the output. */
  readonly output?: RegExp;
  /** The part that the product lacks; none unless given. */
  readonly degraded?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What has to be built, where the variables might disturb the build; nothing unless given. */
  readonly builds?: 'one bundle' | 'everything';
  readonly shell?: string;
  readonly host?: string;
}

/** A URL at which nothing listens. */
export const DEAD = 'http://127.0.0.1:9';
/** A folder in which not even root can create one. */
export const UNWRITABLE = '/sys';

export const isWhole = (product: string) => product === SEED;

/** Defines a test of each row. All of them start in one copy of this checkout, one after the other. */
export function itServesTheProductWith(rows: Readonly<Record<string, EnvironmentRow>>): void {
  describe('npm start serves the product and ends with nothing left, with', () => {
    let checkout: Checkout;
    beforeAll(() => {
      checkout = copyCheckout();
    });
    afterAll(() => {
      checkout[Symbol.dispose]();
    });

    it.each(Object.entries(rows))('%s', async (_name, { builds, output = /(?:)/, degraded, ...how }) => {
      if (builds === 'everything') removeBuilt(checkout);
      if (builds === 'one bundle') changeSource(checkout);
      const isWanted = degraded ? (product: string) => product.includes(`"degraded":["${degraded}"]`) : isWhole;
      expect(await outcomeOf({ cwd: checkout.path, ...how }, checkout.path, isWanted)).toMatchObject({
        product: expect.toSatisfy(isWanted),
        output: expect.stringMatching(output),
        left: [],
      });
    });
  });
}
