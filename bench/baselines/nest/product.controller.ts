import { Controller, Get, Param, ParseIntPipe } from '@nestjs/common';

import { ProductService } from './product.service.ts';

@Controller('product')
export class ProductController {
  constructor(private readonly products: ProductService) {}

  @Get(':id')
  getProduct(@Param('id', ParseIntPipe) productId: number): Promise<object> {
    return this.products.getProduct(productId);
  }
}
