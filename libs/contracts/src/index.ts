// The contract in TypeScript: what ts-proto generates from proto/, under one name.
export { ErrorInfo, BadRequest, RetryInfo } from './gen/google/rpc/error_details.ts';
export { Status } from './gen/google/rpc/status.ts';
export { Money } from './gen/google/type/money.ts';
export { HealthCheckResponse_ServingStatus, HealthService, type HealthServer } from './gen/grpc/health/v1/health.ts';
export {
  ServerReflectionService,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
  type ServerReflectionServer,
} from './gen/grpc/reflection/v1/reflection.ts';
export {
  BaseProduct,
  BaseProductServiceControllerMethods,
  BaseProductServiceService,
  ProductOption,
  type BaseProductServiceController,
  type GetBaseProductRequest,
  type GetBaseProductResponse,
  type ListBaseProductsRequest,
  type ListBaseProductsResponse,
} from './gen/product_gateway/base_product/v1/base_product.ts';
export {
  Inventory,
  InventoryServiceControllerMethods,
  InventoryServiceService,
  type GetInventoryRequest,
  type GetInventoryResponse,
  type GetReservationRequest,
  type GetReservationResponse,
  type InventoryServiceController,
  type OptionInventory,
  type Reservation,
  type ReserveStockRequest,
  type ReserveStockResponse,
  type WatchInventoryRequest,
  type WatchInventoryResponse,
} from './gen/product_gateway/inventory/v1/inventory.ts';
export {
  Price,
  PriceServiceControllerMethods,
  PriceServiceService,
  type GetPriceRequest,
  type GetPriceResponse,
  type PriceServiceController,
} from './gen/product_gateway/price/v1/price.ts';
export {
  Product,
  ProductServiceControllerMethods,
  ProductServiceService,
  type GetProductRequest,
  type GetProductResponse,
  type ProductServiceController,
} from './gen/product_gateway/product/v1/product.ts';
export {
  Review,
  ReviewsServiceControllerMethods,
  ReviewsServiceService,
  type ListReviewsRequest,
  type ListReviewsResponse,
  type ReviewsServiceController,
} from './gen/product_gateway/reviews/v1/reviews.ts';
export { DESCRIPTOR_FILES, DESCRIPTOR_SYMBOLS } from './gen/descriptors.ts';
