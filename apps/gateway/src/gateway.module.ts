import { Module, type DynamicModule } from '@nestjs/common';

import { BackendClients } from './backends/backend-clients.ts';
import { CatalogController } from './catalog.controller.ts';
import { EventsController } from './events/events.controller.ts';
import { InventoryViewers } from './events/inventory-viewers.ts';
import { GATEWAY_CONFIG, type GatewayConfig } from './gateway.config.ts';
import { HealthController } from './health.controller.ts';
import { OpenApiController } from './openapi.controller.ts';
import { LiveController } from './live/live.controller.ts';
import { Samplers } from './live/samplers.ts';
import { LiveViewers } from './live/live-viewers.ts';
import { ProductController } from './product.controller.ts';
import { ProductRpcController } from './product-rpc.controller.ts';
import { ProductService } from './product.service.ts';
import { ReservationsController } from './reservations/reservations.controller.ts';

@Module({
  controllers: [
    LiveController,
    EventsController,
    ReservationsController,
    ProductController,
    ProductRpcController,
    CatalogController,
    OpenApiController,
    HealthController,
  ],
})
export class GatewayModule {
  static with(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      providers: [
        { provide: GATEWAY_CONFIG, useValue: config },
        BackendClients,
        ProductService,
        Samplers,
        LiveViewers,
        InventoryViewers,
      ],
    };
  }
}
