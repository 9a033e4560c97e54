import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { pathNotFound } from '#errors';
import { OPENMETRICS, TEXT, Telemetry } from '#telemetry';

/** /metrics, as text or, for who asks for it, in the OpenMetrics format. */
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

/** How Prometheus 3 wants UTF-8 in names written; ours have none. As a parameter it would match no format. */
const ESCAPING = /;\s*escaping=[^;,]*/gi;

/** In a tie it is text, and for a client that accepts neither (RFC 9110, 12.5.1). */
function preferredFormat(accept = '*/*'): typeof TEXT | typeof OPENMETRICS {
  const negotiator = new Negotiator({ headers: { accept: accept.replace(ESCAPING, '') } });
  return negotiator.mediaType([TEXT, OPENMETRICS]) === OPENMETRICS ? OPENMETRICS : TEXT;
}
