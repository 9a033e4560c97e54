import { readFileSync } from 'node:fs';

/** The body of GET /product/9310301, byte for byte, as long as no part is missing. */
export const SEED = readFileSync(
  new URL('../../../apps/gateway/src/product-9310301.seed.json', import.meta.url),
  'utf8',
);
