import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { GatewayModule } from './gateway.module.ts';

const { HTTP_PORT, LISTEN_ADDRESS } = process.env;

const app = await NestFactory.create<NestFastifyApplication>(GatewayModule, new FastifyAdapter(), { logger: false });
await app.listen(Number(HTTP_PORT), `${LISTEN_ADDRESS}`);
