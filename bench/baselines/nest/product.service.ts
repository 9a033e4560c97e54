import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { ClientGrpc } from '@nestjs/microservices';
import { firstValueFrom, forkJoin } from 'rxjs';

import { composedProduct } from '../composed-product.ts';
import type { BaseProductService, InventoryService, PriceService, ReviewsService } from './backends.ts';

@Injectable()
export class ProductService implements OnModuleInit {
  private baseProducts!: BaseProductService;
  private inventories!: InventoryService;
  private prices!: PriceService;
  private reviews!: ReviewsService;

  constructor(
    @Inject('base-product') private readonly baseProductClient: ClientGrpc,
    @Inject('inventory') private readonly inventoryClient: ClientGrpc,
    @Inject('price') private readonly priceClient: ClientGrpc,
    @Inject('reviews') private readonly reviewsClient: ClientGrpc,
  ) {}

  onModuleInit(): void {
    this.baseProducts = this.baseProductClient.getService('BaseProductService');
    this.inventories = this.inventoryClient.getService('InventoryService');
    this.prices = this.priceClient.getService('PriceService');
    this.reviews = this.reviewsClient.getService('ReviewsService');
  }

  async getProduct(productId: number): Promise<object> {
    const responses = forkJoin([
      this.baseProducts.getBaseProduct({ productId }),
      this.inventories.getInventory({ productId }),
      this.prices.getPrice({ productId }),
      this.reviews.listReviews({ productId, pageSize: 0, pageToken: '' }),
    ]);
    const [{ baseProduct }, { inventory }, { price }, { reviews }] = await firstValueFrom(responses);
    return composedProduct({ baseProduct, inventory, price, reviews });
  }
}
