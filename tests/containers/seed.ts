import { readFileSync } from 'node:fs';

/** The body that the article prints for GET /product/9310301. */
export const SEED = readFileSync(new URL('../../apps/gateway/src/product-9310301.seed.json', import.meta.url), 'utf8');
