import { Module, type DynamicModule } from '@nestjs/common';

import { BaseProductClient } from './backends/base-product.client.ts';
import { InventoryClient } from './backends/inventory.client.ts';
import { PriceClient } from './backends/price.client.ts';
import { ReviewsClient } from './backends/reviews.client.ts';
import { CatalogueController } from './catalogue.controller.ts';
import { GATEWAY_CONFIG, type GatewayConfig } from './gateway.config.ts';
import { HealthController } from './health.controller.ts';
import { OpenApiController } from './openapi.controller.ts';
import { ProductController } from './product.controller.ts';
import { ProductRpcController } from './product-rpc.controller.ts';
import { ProductService } from './product.service.ts';

@Module({
  controllers: [ProductController, ProductRpcController, CatalogueController, OpenApiController, HealthController],
})
export class GatewayModule {
  static with(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      providers: [
        { provide: GATEWAY_CONFIG, useValue: config },
        BaseProductClient,
        InventoryClient,
        PriceClient,
        ReviewsClient,
        ProductService,
      ],
    };
  }
}
