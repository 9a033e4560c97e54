import { Inject, Injectable } from '@nestjs/common';
import {
  InventoryServiceService,
  type GetInventoryRequest,
  type GetInventoryResponse,
  type Inventory,
} from '#contracts';

import { Telemetry } from '#telemetry';

import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.ts';
import type { RequestScope } from '../request-scope.ts';
import { Backend } from './backend.ts';
import { idBreach, optionsBreach, rangeBreach } from './contract.ts';

/** Optional: without it the product has no inventory. */
@Injectable()
export class InventoryClient extends Backend {
  readonly required = false;
  readonly #getInventory = this.caller(InventoryServiceService.getInventory, inventoryBreach);

  constructor(@Inject(GATEWAY_CONFIG) config: GatewayConfig, telemetry: Telemetry) {
    super(
      'inventory',
      {
        host: config.INVENTORY_SERVICE_HOST,
        port: config.INVENTORY_SERVICE_PORT,
        timeoutMs: config.INVENTORY_TIMEOUT,
      },
      telemetry,
    );
  }

  async getInventory(productId: number, scope: RequestScope): Promise<Inventory> {
    const { inventory } = await this.#getInventory({ productId }, scope);
    return inventory as Inventory;
  }
}

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
