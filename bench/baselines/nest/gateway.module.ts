import { Module } from '@nestjs/common';
import { ClientsModule } from '@nestjs/microservices';

import { grpcOptions } from './grpc-options.ts';
import { ProductController } from './product.controller.ts';
import { ProductService } from './product.service.ts';

@Module({
  imports: [
    ClientsModule.register([
      client('base-product', 'BASEPRODUCT'),
      client('inventory', 'INVENTORY'),
      client('price', 'PRICE'),
      client('reviews', 'REVIEWS'),
    ]),
  ],
  controllers: [ProductController],
  providers: [ProductService],
})
export class GatewayModule {}

function client(name: string, variable: string) {
  const { [`${variable}_SERVICE_HOST`]: host, [`${variable}_SERVICE_PORT`]: port } = process.env;
  return { name, ...grpcOptions(name, `${host}:${port}`) };
}
