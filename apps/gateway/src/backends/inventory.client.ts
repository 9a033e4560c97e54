import { Inject, Injectable } from '@nestjs/common';
import { InventoryServiceService, type Inventory } from '#contracts';
import { Telemetry } from '#service-runtime';

import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.ts';
import type { RequestScope } from '../request-scope.ts';
import { Backend } from './backend.ts';

/** Optional: without it the product has no inventory. */
@Injectable()
export class InventoryClient extends Backend {
  readonly required = false;
  readonly #getInventory = this.caller(InventoryServiceService.getInventory);

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
    const response = await this.#getInventory({ productId }, scope);
    return this.promised(response.inventory);
  }
}
