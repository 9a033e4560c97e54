import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';

import { BackendModule } from './backend.module.ts';
import { grpcOptions } from './grpc-options.ts';

const { GRPC_PORT, LISTEN_ADDRESS } = process.env;
const [, , name = ''] = process.argv;

const app = await NestFactory.createMicroservice<MicroserviceOptions>(BackendModule, {
  ...grpcOptions(name, `${LISTEN_ADDRESS}:${GRPC_PORT}`),
  logger: false,
});
await app.listen();
