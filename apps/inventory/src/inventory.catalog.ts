import { Catalog, computedOptionIds } from '#service-runtime';

import stored from './inventory.catalog.json' with { type: 'json' };

/** How many pieces there are of each option of a product, the first option first. */
export type Quantities = readonly number[];

/** The stock of all products. */
export class InventoryCatalog extends Catalog<Quantities> {
  constructor(computedProducts: number) {
    super(
      stored.map(({ id, options }) => [id, options]),
      computeQuantities,
      computedProducts,
    );
  }
}

/** From 0 to 49 pieces of each option. */
function computeQuantities(id: number): Quantities {
  return computedOptionIds(id).map((optionId) => (id * optionId) % 50);
}
