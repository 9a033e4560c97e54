import { NestFactory } from '@nestjs/core';

import { GatewayModule } from './gateway.module.ts';

const { HTTP_PORT, LISTEN_ADDRESS } = process.env;

const app = await NestFactory.create(GatewayModule, { logger: false });
await app.listen(Number(HTTP_PORT), `${LISTEN_ADDRESS}`);
