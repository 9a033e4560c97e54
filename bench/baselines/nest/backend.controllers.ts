import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type { GetBaseProductResponse, GetInventoryResponse, GetPriceResponse, ListReviewsResponse } from '#contracts';

import { baseProduct, inventory, price, reviews } from '../seed-responses.ts';

@Controller()
export class BaseProductController {
  @GrpcMethod('BaseProductService')
  getBaseProduct(): GetBaseProductResponse {
    return { baseProduct };
  }
}

@Controller()
export class InventoryController {
  @GrpcMethod('InventoryService')
  getInventory(): GetInventoryResponse {
    return { inventory };
  }
}

@Controller()
export class PriceController {
  @GrpcMethod('PriceService')
  getPrice(): GetPriceResponse {
    return { price };
  }
}

@Controller()
export class ReviewsController {
  @GrpcMethod('ReviewsService')
  listReviews(): ListReviewsResponse {
    return { reviews, nextPageToken: '' };
  }
}
