import {
  InventoryServiceService,
  type GetInventoryRequest,
  type GetInventoryResponse,
  type Inventory,
  type WatchInventoryRequest,
  type WatchInventoryResponse,
} from '#contracts';

import { idBreach, optionsBreach, rangeBreach, type CheckedMethod } from './contract-rules.ts';

export const getInventory: CheckedMethod<GetInventoryRequest, GetInventoryResponse> = {
  definition: InventoryServiceService.getInventory,
  breach: inventoryBreach,
};

export const watchInventory: CheckedMethod<WatchInventoryRequest, WatchInventoryResponse> = {
  definition: InventoryServiceService.watchInventory,
  breach: watchInventoryBreach,
};

const RESUME_TOKEN = /^[\x21-\x7e]{1,64}$/;

/** proto/product_gateway/inventory/v1/inventory.proto */
function inventoryBreach({ inventory }: GetInventoryResponse, { productId }: GetInventoryRequest): string | undefined {
  if (!inventory) return 'inventory is absent';
  return (
    idBreach(inventory.productId, productId, 'product_id') ??
    rangeBreach(inventory.total, 0, Number.MAX_SAFE_INTEGER, 'total') ??
    optionsBreach(inventory.options, optionBreach)
  );
}

function watchInventoryBreach(
  { event, resumeToken }: WatchInventoryResponse,
  request: WatchInventoryRequest,
): string | undefined {
  if (!RESUME_TOKEN.test(resumeToken)) return 'resume_token is not 1 to 64 visible ASCII characters';
  if (!event) return 'event is absent';
  if (event.$case === 'inventory') return inventoryBreach({ inventory: event.value }, request);
  if (event.$case === 'heartbeat') return undefined;
  const { optionId } = event.value;
  return rangeBreach(optionId, 1, Number.MAX_SAFE_INTEGER, 'option_id') ?? optionBreach(event.value);
}

const optionBreach = ({ quantity }: Inventory['options'][number]): string | undefined =>
  rangeBreach(quantity, 0, Number.MAX_SAFE_INTEGER, 'quantity');
