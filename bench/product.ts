import { readFileSync } from 'node:fs';

/** The product that the load asks for, byte for byte, as long as no part is missing. */
export const PRODUCT_JSON = readFileSync('apps/gateway/src/product-9310301.seed.json', 'utf8');

/** As it is shipped; but what is written to a log depends on who reads it. */
export const PRODUCT_ENVIRONMENT = { LOG_LEVEL: 'warn', NODE_ENV: 'production' };
