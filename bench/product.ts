import { readFileSync } from 'node:fs';

/** The response to the load's request, byte for byte, as long as no part is missing. */
export const PRODUCT_JSON = readFileSync('apps/gateway/src/product-9310301.seed.json', 'utf8');

/** As it is shipped, but without a log line for each request: its cost depends on its reader. */
export const PRODUCT_ENVIRONMENT = { LOG_LEVEL: 'warn', NODE_ENV: 'production' };
