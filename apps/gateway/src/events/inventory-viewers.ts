import { Inject, Injectable } from '@nestjs/common';

import { Readiness } from '#grpc';

import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.ts';
import { Viewers } from '../live/viewers.ts';

/** The viewers of the stock of all products, each of whom has a stream of inventory. */
@Injectable()
export class InventoryViewers extends Viewers {
  constructor(readiness: Readiness, @Inject(GATEWAY_CONFIG) { MAX_INVENTORY_VIEWERS: max }: GatewayConfig) {
    super(readiness, max, `The stock of products is being watched by ${max} viewers here, which is the maximum.`);
  }
}
