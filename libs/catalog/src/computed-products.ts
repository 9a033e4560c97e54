/** Computed products have the ids from here on; every stored one is below. */
export const FIRST_COMPUTED_ID = 10_000_000;

/** Whether the id belongs to one of the `count` computed products (CATALOG_PRODUCTS). */
export function isComputed(id: number, count: number): boolean {
  return id >= FIRST_COMPUTED_ID && id < FIRST_COMPUTED_ID + count;
}

/** The options of a computed product: `count` of them (CATALOG_OPTIONS), or 1 to 5 by its id if that is 0. */
export function computedOptionIds(id: number, count: number): number[] {
  return Array.from({ length: count || 1 + (id % 5) }, (_, index) => index + 1);
}
