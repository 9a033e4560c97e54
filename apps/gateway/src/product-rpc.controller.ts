import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { Controller, Inject } from '@nestjs/common';
import {
  ProductServiceControllerMethods,
  type GetProductRequest,
  type GetProductResponse,
  type ProductServiceController,
} from '#contracts';

import { checkProductId } from '#catalog';
import { SkipPipes } from '#grpc';

import { GATEWAY_CONFIG, type GatewayConfig } from './gateway.config.ts';
import { ProductService } from './product.service.ts';
import { RequestScope } from './request-scope.ts';

/** The same product over gRPC. */
@Controller()
@SkipPipes()
@ProductServiceControllerMethods()
export class ProductRpcController implements ProductServiceController {
  constructor(
    private readonly products: ProductService,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  async getProduct(
    { productId }: GetProductRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<GetProductRequest, GetProductResponse>,
  ): Promise<GetProductResponse> {
    const scope = RequestScope.ofRpc(call, this.config);
    return { product: await this.products.getProduct(checkProductId(productId), scope) };
  }
}
