import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';

import type { BackendName } from '#configuration';
import type { WatchInventoryRequest, WatchInventoryResponse } from '#contracts';
import { Telemetry } from '#telemetry';

import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.ts';
import type { RequestScope } from '../request-scope.ts';
import { Backend } from './backend.ts';
import { BackendStreams, type BackendStreamListener } from './backend-stream.ts';
import { getBaseProduct, listBaseProducts } from './base-product.contract.ts';
import { getInventory, watchInventory } from './inventory.contract.ts';
import { getPrice } from './price.contract.ts';
import { getReservation, reserveStock } from './reservation.contract.ts';
import { listReviews } from './reviews.contract.ts';

/** The RPCs that the gateway calls, over one channel to each backend. */
@Injectable()
export class BackendClients implements OnApplicationShutdown {
  readonly #backends: Backend[] = [];
  readonly #inventoryStreams: BackendStreams;
  readonly getBaseProduct;
  readonly listBaseProducts;
  readonly getInventory;
  readonly reserveStock;
  readonly getReservation;
  readonly getPrice;
  readonly listReviews;

  constructor(@Inject(GATEWAY_CONFIG) config: GatewayConfig, telemetry: Telemetry) {
    const connect = (name: BackendName) => {
      const backend = new Backend(name, config, telemetry);
      this.#backends.push(backend);
      return backend;
    };
    const baseProduct = connect('base-product');
    this.getBaseProduct = baseProduct.caller(getBaseProduct);
    this.listBaseProducts = baseProduct.caller(listBaseProducts);
    const inventory = connect('inventory');
    this.getInventory = inventory.caller(getInventory);
    this.reserveStock = inventory.caller(reserveStock);
    this.getReservation = inventory.caller(getReservation);
    this.#inventoryStreams = new BackendStreams('inventory', config, telemetry);
    this.getPrice = connect('price').caller(getPrice);
    this.listReviews = connect('reviews').caller(listReviews);
  }

  /** Opens a stream of a product's stock. */
  watchInventory(
    request: WatchInventoryRequest,
    scope: RequestScope,
    listener: BackendStreamListener<WatchInventoryResponse>,
  ) {
    return this.#inventoryStreams.open(watchInventory, request, scope, listener);
  }

  onApplicationShutdown(): void {
    this.#inventoryStreams.close();
    for (const backend of this.#backends) backend.close();
  }
}
