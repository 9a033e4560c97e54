import { Controller, Get, Header, Param } from '@nestjs/common';
import {
  InventoryServiceControllerMethods,
  type GetInventoryRequest,
  type GetInventoryResponse,
  type InventoryServiceController,
} from '#contracts';

import { parseProductId } from '#catalog';
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

  /** The product's total stock as text, such as 93. */
  @Get('productInventory/:id')
  @Header('content-type', 'text/plain; charset=utf-8')
  productInventory(@Param('id') id: string): string {
    return String(this.inventories.getInventory(parseProductId(id)).total);
  }
}
