import {
  InventoryServiceService,
  type GetInventoryRequest,
  type GetInventoryResponse,
  type Inventory,
} from '#contracts';

import { idBreach, optionsBreach, rangeBreach, type CheckedMethod } from './contract-rules.ts';

export const getInventory: CheckedMethod<GetInventoryRequest, GetInventoryResponse> = {
  definition: InventoryServiceService.getInventory,
  breach: inventoryBreach,
};

/** proto/product_gateway/inventory/v1/inventory.proto */
function inventoryBreach({ inventory }: GetInventoryResponse, { productId }: GetInventoryRequest): string | undefined {
  if (!inventory) return 'inventory is absent';
  return (
    idBreach(inventory.productId, productId, 'product_id') ??
    rangeBreach(inventory.total, 0, Number.MAX_SAFE_INTEGER, 'total') ??
    optionsBreach(inventory.options, optionBreach)
  );
}

const optionBreach = ({ quantity }: Inventory['options'][number]): string | undefined =>
  rangeBreach(quantity, 0, Number.MAX_SAFE_INTEGER, 'quantity');
