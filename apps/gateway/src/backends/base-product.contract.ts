import {
  BaseProductServiceService,
  type BaseProduct,
  type GetBaseProductRequest,
  type GetBaseProductResponse,
  type ListBaseProductsRequest,
  type ListBaseProductsResponse,
  type ProductOption,
} from '#contracts';

import {
  idBreach,
  lineBreach,
  MAX_PAGE_SIZE,
  MAX_PAGE_TOKEN_LENGTH,
  optionsBreach,
  pictureBreach,
  rangeBreach,
  type CheckedMethod,
} from './contract-rules.ts';

export const getBaseProduct: CheckedMethod<GetBaseProductRequest, GetBaseProductResponse> = {
  definition: BaseProductServiceService.getBaseProduct,
  breach: getBaseProductBreach,
};

export const listBaseProducts: CheckedMethod<ListBaseProductsRequest, ListBaseProductsResponse> = {
  definition: BaseProductServiceService.listBaseProducts,
  breach: listBaseProductsBreach,
};

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
