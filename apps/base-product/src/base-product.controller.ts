import { Controller } from '@nestjs/common';
import {
  BaseProductServiceControllerMethods,
  type BaseProductServiceController,
  type GetBaseProductRequest,
  type GetBaseProductResponse,
  type ListBaseProductsRequest,
  type ListBaseProductsResponse,
} from '#contracts';

import { SkipPipes } from '#grpc';

import { BaseProductService } from './base-product.service.ts';

@Controller()
@SkipPipes()
@BaseProductServiceControllerMethods()
export class BaseProductController implements BaseProductServiceController {
  constructor(private readonly products: BaseProductService) {}

  getBaseProduct({ productId }: GetBaseProductRequest): GetBaseProductResponse {
    return { baseProduct: this.products.getBaseProduct(productId) };
  }

  listBaseProducts(request: ListBaseProductsRequest): ListBaseProductsResponse {
    return this.products.listBaseProducts(request);
  }
}
