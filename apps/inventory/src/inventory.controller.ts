import { Controller, Get, Header, Param } from '@nestjs/common';
import {
  InventoryServiceControllerMethods,
  type GetInventoryRequest,
  type GetInventoryResponse,
  type InventoryServiceController,
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

  getInventory({ productId }: GetInventoryRequest): GetInventoryResponse {
    return { inventory: this.inventories.getInventory(productId) };
  }

  reserveStock(): never {
    throw new AppError('not-implemented', 'ReserveStock is not implemented yet.');
  }

  getReservation(): never {
    throw new AppError('not-implemented', 'GetReservation is not implemented yet.');
  }

  watchInventory(): never {
    throw new AppError('not-implemented', 'WatchInventory is not implemented yet.');
  }

  /** The product's total stock as text, such as 93. */
  @Get('productInventory/:id')
  @Header('content-type', 'text/plain; charset=utf-8')
  productInventory(@Param('id') id: string): string {
    return String(this.inventories.getInventory(parseProductId(id)).total);
  }
}
