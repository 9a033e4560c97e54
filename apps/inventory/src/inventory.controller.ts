import { Controller, Get, Header, Param } from '@nestjs/common';
import {
  InventoryServiceControllerMethods,
  type GetInventoryRequest,
  type GetInventoryResponse,
  type GetReservationRequest,
  type GetReservationResponse,
  type InventoryServiceController,
  type ReserveStockRequest,
  type ReserveStockResponse,
} from '#contracts';

import { parseProductId } from '#catalog';
import { AppError } from '#errors';
import { SkipPipes } from '#grpc';

import { InventoryService } from './inventory.service.ts';

@Controller()
@SkipPipes()
@InventoryServiceControllerMethods()
export class InventoryController implements InventoryServiceController {
  constructor(private readonly inventories: InventoryService) {}

  async getInventory({ productId }: GetInventoryRequest): Promise<GetInventoryResponse> {
    return { inventory: await this.inventories.getInventory(productId) };
  }

  async reserveStock(request: ReserveStockRequest): Promise<ReserveStockResponse> {
    return this.inventories.reserveStock(request);
  }

  async getReservation({ productId, reservationId }: GetReservationRequest): Promise<GetReservationResponse> {
    return { reservation: await this.inventories.getReservation(productId, reservationId) };
  }

  watchInventory(): never {
    throw new AppError('not-implemented', 'WatchInventory is not implemented yet.');
  }

  /** The product's total stock as text, such as 93. */
  @Get('productInventory/:id')
  @Header('content-type', 'text/plain; charset=utf-8')
  async productInventory(@Param('id') id: string): Promise<string> {
    return String((await this.inventories.getInventory(parseProductId(id))).total);
  }
}
