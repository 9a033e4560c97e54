import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { sendJson } from './representations/send-representation.ts';
import document from './openapi.json' with { type: 'json' };

const DOCUMENT = JSON.stringify(document);

/** /openapi.json, which describes every path of this product; openapi.spec.ts compares the responses with it. */
@Controller('openapi.json')
export class OpenApiController {
  @Get()
  getOpenApi(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    sendJson(request, reply, DOCUMENT);
  }
}
