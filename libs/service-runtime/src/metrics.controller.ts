import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { pathNotFound } from '#errors';
import { OPENMETRICS, TEXT, Telemetry } from '#telemetry';

/** /metrics, as text or, by Accept, in the OpenMetrics format. */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly telemetry: Telemetry) {}

  @Get()
  async getMetrics(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { metrics } = this.telemetry;
    if (!metrics) throw pathNotFound();
    const format = preferredFormat(request.headers.accept);
    const body = await metrics.render(format);
    void reply.headers({ 'content-type': format, 'cache-control': 'no-store', vary: 'Accept' }).send(body);
  }
}

/** Prometheus 3 states the escaping of UTF-8 names, which these metrics do not have. With it no media type would match. */
const ESCAPING = /;\s*escaping=[^;,]*/gi;

/** Text in a tie, and for a client that accepts neither (RFC 9110, 12.5.1). */
function preferredFormat(accept = '*/*'): typeof TEXT | typeof OPENMETRICS {
  const negotiator = new Negotiator({ headers: { accept: accept.replace(ESCAPING, '') } });
  return negotiator.mediaType([TEXT, OPENMETRICS]) === OPENMETRICS ? OPENMETRICS : TEXT;
}
