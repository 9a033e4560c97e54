import { Catalog, computedOptionIds } from '#catalog';

import stored from './inventory.catalog.json' with { type: 'json' };

/** How many pieces there are of each option of a product, the first option first. */
export type Quantities = readonly number[];

/** The stock of all products. */
export class InventoryCatalog extends Catalog<Quantities> {
  constructor(computedProducts: number, optionCount: number) {
    super(
      stored.map(({ id, options }) => [id, options]),
      (id) => computeQuantities(id, optionCount),
      computedProducts,
    );
  }
}

/** From 0 to 49 pieces of each option. */
function computeQuantities(id: number, optionCount: number): Quantities {
  return computedOptionIds(id, optionCount).map((optionId) => (id * optionId) % 50);
}
