import { Inject, Injectable } from '@nestjs/common';
import { PriceServiceService, type Price } from '#contracts';
import { Telemetry } from '#service-runtime';

import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.ts';
import type { RequestScope } from '../request-scope.ts';
import { Backend } from './backend.ts';

/** Optional: without it the product has no price. */
@Injectable()
export class PriceClient extends Backend {
  readonly required = false;
  readonly #getPrice = this.caller(PriceServiceService.getPrice);

  constructor(@Inject(GATEWAY_CONFIG) config: GatewayConfig, telemetry: Telemetry) {
    super(
      'price',
      {
        host: config.PRICE_SERVICE_HOST,
        port: config.PRICE_SERVICE_PORT,
        timeoutMs: config.PRICE_TIMEOUT,
      },
      telemetry,
    );
  }

  async getPrice(productId: number, scope: RequestScope): Promise<Price> {
    const response = await this.#getPrice({ productId }, scope);
    const price = this.promised(response.price);
    this.promised(price.price);
    return price;
  }
}
