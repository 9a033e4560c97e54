export { Catalog } from './catalog.ts';
export { computedOptionIds, FIRST_COMPUTED_ID } from './computed-products.ts';
export { formatDecimal, parseMoney, takePercentOff } from './money.ts';
export { pageSize, pageToken, readPageToken } from './paging.ts';
export { checkProductId, parseProductId } from './product-id.ts';
