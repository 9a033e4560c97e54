import { FIRST_COMPUTED_ID, isComputed } from './computed-products.ts';
import { checkProductId, productNotFound } from './product-id.ts';

/**
 * One backend's data of all products by id: the stored ones, and CATALOG_PRODUCTS more, which are computed from
 * the id on demand and take no memory.
 */
export class Catalog<T> {
  readonly #stored: ReadonlyMap<number, T>;
  readonly #storedIds: readonly number[];

  constructor(
    stored: Iterable<readonly [id: number, product: T]>,
    private readonly compute: (id: number) => T,
    private readonly computedProducts: number,
  ) {
    this.#stored = new Map(stored);
    this.#storedIds = [...this.#stored.keys()].toSorted((a, b) => a - b);
  }

  /** At most `limit` ids that are greater than `after`, ascending. */
  idsAfter(after: number, limit: number): number[] {
    const ids = this.#storedIds.filter((id) => id > after).slice(0, limit);
    let next = Math.max(after + 1, FIRST_COMPUTED_ID);
    while (ids.length < limit && isComputed(next, this.computedProducts)) ids.push(next++);
    return ids;
  }

  /** @throws AppError invalid-product-id, product-not-found */
  get(productId: number): T {
    const product = this.#stored.get(checkProductId(productId));
    if (product !== undefined) return product;
    if (isComputed(productId, this.computedProducts)) return this.compute(productId);
    throw productNotFound(productId);
  }
}
