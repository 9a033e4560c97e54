import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { pathNotFound } from '../errors.ts';
import { OPENMETRICS, TEXT } from './metrics.ts';
import { Telemetry } from './telemetry.ts';

/** /metrics, as text or, for who asks for it, in the OpenMetrics format. */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly telemetry: Telemetry) {}

  @Get()
  async getMetrics(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { metrics } = this.telemetry;
    if (!metrics) throw pathNotFound();
    const format = request.headers.accept?.includes('application/openmetrics-text') ? OPENMETRICS : TEXT;
    const body = await metrics.render(format);
    void reply.headers({ 'content-type': format, 'cache-control': 'no-store', vary: 'Accept' }).send(body);
  }
}
