// The contract without health, whose enum node can't run; hence not by #contracts.
export { BaseProductServiceService } from '../../libs/contracts/src/gen/product_gateway/base_product/v1/base_product.ts';
export { InventoryServiceService } from '../../libs/contracts/src/gen/product_gateway/inventory/v1/inventory.ts';
export { PriceServiceService } from '../../libs/contracts/src/gen/product_gateway/price/v1/price.ts';
export { ReviewsServiceService } from '../../libs/contracts/src/gen/product_gateway/reviews/v1/reviews.ts';
