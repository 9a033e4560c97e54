import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import {
  ProductServiceControllerMethods,
  type GetProductRequest,
  type GetProductResponse,
  type ProductServiceController,
} from '#contracts';
import { checkProductId } from '#service-runtime';

import { GATEWAY_CONFIG, type GatewayConfig } from './gateway.config.ts';
import { ProductService } from './product.service.ts';
import { RequestScope } from './request-scope.ts';

/** The same product over gRPC. */
@Controller()
@ProductServiceControllerMethods()
export class ProductRpcController implements ProductServiceController {
  constructor(
    private readonly products: ProductService,
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
  ) {}

  async getProduct(
    @Payload() { productId }: GetProductRequest,
    _metadata: Metadata,
    @Ctx() call: ServerUnaryCall<GetProductRequest, GetProductResponse>,
  ): Promise<GetProductResponse> {
    const scope = RequestScope.ofRpc(call, this.config);
    return { product: await this.products.getProduct(checkProductId(productId), scope) };
  }
}
