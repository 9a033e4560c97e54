import type { Inventory } from '#contracts';

import type { InventoryCatalog } from './inventory.catalog.ts';

/** The stock of products. */
export class InventoryService {
  constructor(private readonly catalog: InventoryCatalog) {}

  /**
   * A product's stock, whose total is the sum over its options.
   *
   * @throws AppError invalid-product-id, product-not-found
   */
  getInventory(productId: number): Inventory {
    const quantities = this.catalog.get(productId);
    return {
      productId,
      total: quantities.reduce((sum, quantity) => sum + quantity, 0),
      options: quantities.map((quantity, index) => ({ optionId: index + 1, quantity })),
    };
  }
}
