import { Module } from '@nestjs/common';

import {
  BaseProductController,
  InventoryController,
  PriceController,
  ReviewsController,
} from './backend.controllers.ts';

/** All four backends; each process serves the one whose .proto it loads. */
@Module({ controllers: [BaseProductController, InventoryController, PriceController, ReviewsController] })
export class BackendModule {}
