import { Inject, Injectable } from '@nestjs/common';
import {
  BaseProductServiceService,
  type BaseProduct,
  type GetBaseProductRequest,
  type GetBaseProductResponse,
  type ListBaseProductsResponse,
  type ProductOption,
} from '#contracts';

import { Telemetry } from '#telemetry';

import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config.ts';
import type { RequestScope } from '../request-scope.ts';
import { Backend } from './backend.ts';
import {
  idBreach,
  lineBreach,
  MAX_PAGE_SIZE,
  MAX_PAGE_TOKEN_LENGTH,
  optionsBreach,
  pictureBreach,
  rangeBreach,
} from './contract.ts';

/** Required: what it does not know is no product, and its error is the answer. */
@Injectable()
export class BaseProductClient extends Backend {
  readonly required = true;
  readonly #getBaseProduct = this.caller(BaseProductServiceService.getBaseProduct, getBaseProductBreach);
  readonly #listBaseProducts = this.caller(BaseProductServiceService.listBaseProducts, listBaseProductsBreach);

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
    const { baseProduct } = await this.#getBaseProduct({ productId }, scope);
    return baseProduct as BaseProduct;
  }

  listBaseProducts(pageSize: number, pageToken: string, scope: RequestScope): Promise<ListBaseProductsResponse> {
    return this.#listBaseProducts({ pageSize, pageToken }, scope);
  }
}

/** proto/product_gateway/base_product/v1/base_product.proto */
function getBaseProductBreach(
  { baseProduct }: GetBaseProductResponse,
  { productId }: GetBaseProductRequest,
): string | undefined {
  if (!baseProduct) return 'base_product is absent';
  return idBreach(baseProduct.productId, productId, 'product_id') ?? baseProductBreach(baseProduct);
}

function listBaseProductsBreach({ baseProducts, nextPageToken }: ListBaseProductsResponse): string | undefined {
  if (baseProducts.length > MAX_PAGE_SIZE) return `there are ${baseProducts.length} products on a page`;
  if (nextPageToken.length > MAX_PAGE_TOKEN_LENGTH) return `next_page_token has ${nextPageToken.length} characters`;
  let last = 0;
  for (const baseProduct of baseProducts) {
    const { productId } = baseProduct;
    if (productId <= last) return `product_id ${productId} follows ${last}`;
    last = productId;
    const breach = baseProductBreach(baseProduct);
    if (breach !== undefined) return `product ${productId}: ${breach}`;
  }
  return undefined;
}

const baseProductBreach = ({ productId, description, imageUrl, options }: BaseProduct): string | undefined =>
  rangeBreach(productId, 1, Number.MAX_SAFE_INTEGER, 'product_id') ??
  lineBreach(description, 'description') ??
  pictureBreach(imageUrl, 'image_url') ??
  optionsBreach(options, optionBreach);

const optionBreach = ({ description }: ProductOption): string | undefined => lineBreach(description, 'description');
