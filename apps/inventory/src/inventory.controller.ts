import type { Metadata } from '@grpc/grpc-js';
import { Controller, Get, Header, Param } from '@nestjs/common';
import type { Observable } from 'rxjs';
import {
  InventoryServiceControllerMethods,
  type GetInventoryRequest,
  type GetInventoryResponse,
  type GetReservationRequest,
  type GetReservationResponse,
  type InventoryServiceController,
  type ReserveStockRequest,
  type ReserveStockResponse,
  type WatchInventoryRequest,
  type WatchInventoryResponse,
} from '#contracts';

import { parseProductId } from '#catalog';
import { SkipPipes } from '#grpc';

import { InventoryService } from './inventory.service.ts';
import { InventoryWatch } from './watch/inventory-watch.ts';
import type { Outlet } from './watch/stock-stream.ts';

@Controller()
@SkipPipes()
@InventoryServiceControllerMethods()
export class InventoryController implements InventoryServiceController {
  constructor(
    private readonly inventories: InventoryService,
    private readonly watches: InventoryWatch,
  ) {}

  async getInventory({ productId }: GetInventoryRequest): Promise<GetInventoryResponse> {
    return { inventory: await this.inventories.getInventory(productId) };
  }

  async reserveStock(request: ReserveStockRequest): Promise<ReserveStockResponse> {
    return this.inventories.reserveStock(request);
  }

  async getReservation({ productId, reservationId }: GetReservationRequest): Promise<GetReservationResponse> {
    return { reservation: await this.inventories.getReservation(productId, reservationId) };
  }

  watchInventory(
    request: WatchInventoryRequest,
    _metadata: Metadata,
    outlet: Outlet,
  ): Observable<WatchInventoryResponse> {
    return this.watches.watch(request, outlet);
  }

  /** The product's total stock as text, such as 93. */
  @Get('productInventory/:id')
  @Header('content-type', 'text/plain; charset=utf-8')
  async productInventory(@Param('id') id: string): Promise<string> {
    return String((await this.inventories.getInventory(parseProductId(id))).total);
  }
}
