/** As it is shipped, but without a log line for each request: its cost depends on its reader. */
export const PRODUCT_ENVIRONMENT = { LOG_LEVEL: 'warn', NODE_ENV: 'production' };
