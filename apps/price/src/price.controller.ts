import { Controller, Get, Header, Param } from '@nestjs/common';
import {
  PriceServiceControllerMethods,
  type GetPriceRequest,
  type GetPriceResponse,
  type PriceServiceController,
} from '#contracts';

import { formatDecimal, parseProductId } from '#catalog';
import { SkipPipes } from '#grpc';

import { PriceService } from './price.service.ts';

@Controller()
@SkipPipes()
@PriceServiceControllerMethods()
export class PriceController implements PriceServiceController {
  constructor(private readonly prices: PriceService) {}

  getPrice({ productId }: GetPriceRequest): GetPriceResponse {
    return { price: this.prices.getPrice(productId) };
  }

  /** The product's own price as text, such as 38.99. */
  @Get('productPrice/:id')
  @Header('content-type', 'text/plain; charset=utf-8')
  productPrice(@Param('id') id: string): string {
    const { price } = this.prices.getPrice(parseProductId(id));
    return price ? formatDecimal(price) : '';
  }
}
