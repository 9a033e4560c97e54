import { Inject, Injectable } from '@nestjs/common';
import { BaseProductServiceService, type BaseProduct, type ListBaseProductsResponse } from '#contracts';
import { Telemetry } from '#service-runtime';

import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.ts';
import type { RequestScope } from '../request-scope.ts';
import { Backend } from './backend.ts';

/** Required: what it does not know is no product, and its error is the answer. */
@Injectable()
export class BaseProductClient extends Backend {
  readonly required = true;
  readonly #getBaseProduct = this.caller(BaseProductServiceService.getBaseProduct);
  readonly #listBaseProducts = this.caller(BaseProductServiceService.listBaseProducts);

  constructor(@Inject(GATEWAY_CONFIG) config: GatewayConfig, telemetry: Telemetry) {
    super(
      'base-product',
      {
        host: config.BASEPRODUCT_SERVICE_HOST,
        port: config.BASEPRODUCT_SERVICE_PORT,
        timeoutMs: config.BASEPRODUCT_TIMEOUT,
      },
      telemetry,
    );
  }

  async getBaseProduct(productId: number, scope: RequestScope): Promise<BaseProduct> {
    const response = await this.#getBaseProduct({ productId }, scope);
    return this.promised(response.baseProduct);
  }

  listBaseProducts(pageSize: number, pageToken: string, scope: RequestScope): Promise<ListBaseProductsResponse> {
    return this.#listBaseProducts({ pageSize, pageToken }, scope);
  }
}
