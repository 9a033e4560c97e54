// A backend each, as ClientGrpc has it.
import type { Observable } from 'rxjs';
import type {
  GetBaseProductRequest,
  GetBaseProductResponse,
  GetInventoryRequest,
  GetInventoryResponse,
  GetPriceRequest,
  GetPriceResponse,
  ListReviewsRequest,
  ListReviewsResponse,
} from '#contracts';

export interface BaseProductService {
  getBaseProduct(request: GetBaseProductRequest): Observable<GetBaseProductResponse>;
}

export interface InventoryService {
  getInventory(request: GetInventoryRequest): Observable<GetInventoryResponse>;
}

export interface PriceService {
  getPrice(request: GetPriceRequest): Observable<GetPriceResponse>;
}

export interface ReviewsService {
  listReviews(request: ListReviewsRequest): Observable<ListReviewsResponse>;
}
